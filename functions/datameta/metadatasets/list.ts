import { asTheyCount } from '../../../adapters/dynamodb/datameta/metadataset-claims.ts';
import {
  allSets,
  groupSets,
  type ListQuery,
  type Position,
  pendingList,
  positionIn,
  readList,
} from '../../../adapters/dynamodb/datameta/metadataset-lists.ts';
import type { MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { notFound, tooLarge } from '../../../domain/errors.ts';
import { maySeeService, seesWholeSite, type Viewer } from '../../../domain/metadata/metadataset.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import type { Call, Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { wrongField } from '../refused.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { type Context, readContext } from './context.ts';
import { createBudget, pageReply, periodOf, positionOf } from './page.ts';
import { metadatasetView } from './view.ts';

type Routes = typeof metadatasetsRoutes;

/** Submitted metadatasets that the caller may see; 404 where there is none, as DataMeta's clients know it. */
export async function listMetadatasets(call: Call<Routes['listMetadatasets']>): Promise<Reply> {
  const { limit, after, superseded, awaitingService, ...period } = call.query;
  const start = positionOf(after);
  const context = await readContext(call.principal);
  const query: ListQuery = {
    list: listFor(context.viewer),
    ...periodOf(period),
    after: start,
    current: !superseded,
    awaiting: awaitingService === undefined ? undefined : awaited(context, awaitingService),
  };
  const { views, next } = await collect(query, limit, context);
  if (views.length === 0 && start === undefined) throw notFound('There are no such metadatasets.');
  return pageReply(views, '/api/v1/metadatasets', call.rawQuery, next);
}

export const listFor = (viewer: Viewer) => (seesWholeSite(viewer) ? allSets() : groupSets(viewer.groupId));

/** The UUID of a service whose metadata the caller may see. */
function awaited({ services, viewer }: Context, reference: string): string {
  const uuid = canonicalUuid(reference);
  const service = services.find((one) => one.uuid === uuid || one.siteId === reference.toUpperCase());
  // the field's name is DataMeta's
  if (service === undefined || !maySeeService(viewer, service.uuid)) {
    throw wrongField('awaitingServices', 'Invalid service ID specified');
  }
  return service.uuid;
}

export async function pendingMetadatasets(call: Call<Routes['pendingMetadatasets']>): Promise<Reply> {
  const { limit, after } = call.query;
  const query = { list: pendingList(call.principal.userId), after: positionOf(after) };
  const { views, next } = await collect(query, limit, await readContext(call.principal));
  return pageReply(views, '/api/v1/pending/metadatasets', call.rawQuery, next);
}

interface Collected {
  views: object[];
  next?: Position;
}

/** One row more than the page has is read, so that a page is followed by another only where there is one. */
async function collect(query: ListQuery, limit: number | undefined, context: Context): Promise<Collected> {
  const views: object[] = [];
  const budget = createBudget();
  const fewer = limit !== undefined && query.awaiting === undefined ? limit + 1 : undefined;
  let last: Position | undefined;
  for await (const rows of readList(table, { ...query, limit: fewer })) {
    for (const row of await shown(query, rows)) {
      const view = metadatasetView(underCurrentNames(row, context.definitions), context);
      const fits = budget.take(view);
      if (!fits && limit === undefined) throw tooMany();
      if (last !== undefined && (!fits || views.length === limit)) return { views, next: last };
      views.push(view);
      last = positionIn(query.list, row);
    }
  }
  return { views };
}

/** What is committed but still stands in the list of pending ones is not pending. */
async function shown(query: ListQuery, rows: readonly MetadatasetRow[]): Promise<readonly MetadatasetRow[]> {
  if (query.list.index !== 'due') return rows;
  return (await asTheyCount(table, rows)).filter(({ submission }) => submission === undefined);
}

const tooMany = () =>
  tooLarge(
    'There are more metadatasets than one answer holds. Ask for pages: with ?limit=500, then follow the Link header rel="next".',
  );
