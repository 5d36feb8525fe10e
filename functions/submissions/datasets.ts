import { getDataset as readDataset, listDatasets as readDatasets } from '../../adapters/dynamodb/dataset-store.ts';
import { listFiles } from '../../adapters/dynamodb/file-store.ts';
import { resolveId } from '../../adapters/dynamodb/submission-store.ts';
import { notFound } from '../../domain/errors.ts';
import { searchTerms } from '../../domain/search/terms.ts';
import { isPublic } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { config } from './store.ts';
import { datasetFileView, datasetView } from './views.ts';

export async function listDatasets(call: Call<(typeof routes)['listDatasets']>): Promise<Reply> {
  const { q = '', after, limit } = call.query;
  const [releasedMs, id = ''] = after?.split('~') ?? [];
  const place = after === undefined ? undefined : { releasedMs: Number(releasedMs), id };
  const { datasets, next } = await readDatasets(table, { after: place, limit, terms: searchTerms(q) });
  const now = new Date();
  return ok({
    datasets: datasets.map((dataset) => datasetView(dataset, now)),
    ...(next && { next: `${next.releasedMs}~${next.id}` }),
  });
}

/** Restricted and embargoed data appears in the catalogue; its files do not. */
export async function getDataset(call: Call<(typeof routes)['getDataset']>): Promise<Reply> {
  const ref = call.params['ref'] ?? '';
  const resolved = await resolveId(table, ref);
  const dataset = resolved && (await readDataset(table, resolved.id));
  if (dataset === undefined || (resolved?.uuid !== undefined && resolved.uuid !== dataset.uuid)) {
    throw notFound(`There is no dataset '${ref}' in the catalogue.`);
  }
  const now = new Date();
  if (!isPublic(dataset, now)) return ok({ ...datasetView(dataset, now), files: [] });
  const { files, next } = await listFiles(table, dataset.id, call.query);
  return ok({
    ...datasetView(dataset, now),
    files: files.map((file) => datasetFileView(config.SITE_URL, dataset, file)),
    ...(next !== undefined && { next }),
  });
}
