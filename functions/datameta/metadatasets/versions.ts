import { findMetadatasets, type MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { readVisible } from './context.ts';

/** All of them are in one submission: who may see one may see all. */
export async function listVersions(call: Call<(typeof metadatasetsRoutes)['listVersions']>): Promise<Reply> {
  const { set } = await readVisible(call.principal, call.params['id'] ?? '');
  const [before, after] = await Promise.all([follow(set, 'supersedes'), follow(set, 'supersededBy')]);
  return ok([...before.toReversed(), set, ...after].map(versionView));
}

/** A correction can be corrected: one reading for each, which are few. */
async function follow(set: MetadatasetRow, link: 'supersedes' | 'supersededBy'): Promise<MetadatasetRow[]> {
  const found: MetadatasetRow[] = [];
  for (let next: Named | undefined = set[link]; next !== undefined; next = found.at(-1)?.[link]) {
    const row: MetadatasetRow | undefined = (await findMetadatasets(table, [next.uuid])).get(next.uuid);
    if (row === undefined) break;
    found.push(row);
  }
  return found;
}

const versionView = (set: MetadatasetRow) => ({
  id: identifierOf(set),
  submittedAt: set.submittedAt ?? set.createdAt,
  userId: identifierOf(set.submitter),
  supersedes: set.supersedes === undefined ? null : identifierOf(set.supersedes),
  supersededBy: set.supersededBy === undefined ? null : identifierOf(set.supersededBy),
});
