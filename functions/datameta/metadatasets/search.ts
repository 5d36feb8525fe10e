import {
  type ListQuery,
  type Position,
  positionIn,
  readList,
} from '../../../adapters/dynamodb/datameta/metadataset-lists.ts';
import type { MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { createNames, type Names } from '../../../adapters/dynamodb/datameta/submission-names.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import { findsAll, searchTerms } from '../../../domain/search/terms.ts';
import type { Call, Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { type Context, readContext } from './context.ts';
import { listFor } from './list.ts';
import { createBudget, pageReply, periodOf, positionOf } from './page.ts';
import { metadatasetView } from './view.ts';

/** API Gateway gives up after 30 s; a page that took long so far ends, and the next one goes on where it stopped. */
const SEARCH_MS = 12_000;

/** Every word must occur in a value that the caller may see, in an id, the label, or the names of submitter and group. */
export async function searchMetadatasets(
  call: Call<(typeof metadatasetsRoutes)['searchMetadatasets']>,
): Promise<Reply> {
  const { search, order, superseded, limit, after, ...period } = call.query;
  const terms = searchTerms(search);
  const context = await readContext(call.principal);
  const query: ListQuery = {
    list: listFor(context.viewer),
    ...periodOf(period),
    after: positionOf(after),
    oldestFirst: order === 'oldest',
    current: !superseded,
    ...(terms.length === 0 && { limit: limit + 1 }),
  };
  const { views, next } = await find(query, terms, limit, context);
  return pageReply(views, '/api/v1/submitted-metadatasets', call.rawQuery, next);
}

async function find(query: ListQuery, terms: readonly string[], limit: number, context: Context) {
  const names = createNames(table);
  const budget = createBudget();
  const end = Date.now() + SEARCH_MS;
  const views: object[] = [];
  let last: Position | undefined;
  for await (const rows of readList(table, query)) {
    if (last !== undefined && Date.now() > end) return { views, next: last };
    const named = await names.of(rows);
    for (const [index, row] of rows.entries()) {
      const view = foundView(row, named[index] ?? {}, context);
      if (findsAll(terms, textsOf(view))) {
        if (last !== undefined && (views.length === limit || !budget.take(view))) return { views, next: last };
        views.push(view);
      }
      last = positionIn(query.list, row);
    }
  }
  return { views, next: undefined };
}

function foundView(row: MetadatasetRow, { label, userName, group }: Names, context: Context) {
  return {
    ...metadatasetView(underCurrentNames(row, context.definitions), context),
    submittedAt: row.submittedAt ?? '',
    label: label ?? null,
    userName: userName ?? null,
    groupId: group === undefined ? null : identifierOf(group),
    groupName: group?.name ?? null,
    supersedes: row.supersedes === undefined ? null : identifierOf(row.supersedes),
    supersededBy: row.supersededBy === undefined ? null : identifierOf(row.supersededBy),
  };
}

const textsOf = (view: ReturnType<typeof foundView>): (string | null | undefined)[] => [
  ...Object.values(view.record),
  ...[view.id, view.submissionId, view.userId].flatMap((id) => [id?.uuid, id?.site]),
  view.label,
  view.userName,
  view.groupName,
];
