import {
  listLength,
  listOf,
  listRange,
  newestOf,
  type SubmissionList,
} from '../../adapters/dynamodb/submission-lists.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { listScope } from '../../domain/account/permissions.ts';
import { ordinalsOf, PAGE_SIZE, pageOf } from '../../domain/submission/page.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { config } from './store.ts';
import { nemoSubmission } from './views.ts';

const isYes = (text: string | undefined): boolean => /^(y|yes|true|1)$/i.test(text ?? '');

export async function listSubmissions(call: Call<(typeof routes)['listSubmissions']>): Promise<Reply> {
  const { page: asked, all } = call.rawQuery;
  const list = listOf(isYes(all) ? listScope(call.principal) : 'own', call.principal);
  const { total, rows } = await readPage(list, asked, list.index === 'own' ? call.ownCount : undefined);
  const { page, pages } = pageOf(asked, total);
  const next = `${config.SITE_URL}/api/submission?page=${page + 1}${isYes(all) ? '&all=y' : ''}`;
  return ok({
    total,
    results: rows.map(nemoSubmission),
    ...(pages > 1 && { page }),
    ...(page < pages && { next }),
  });
}

/** Authentication brings the length of the caller's own list; that of others is read beside the first page, or before. */
async function readPage(
  list: SubmissionList,
  asked: string | undefined,
  known: number | undefined,
): Promise<{ total: number; rows: SubmissionRow[] }> {
  if (known === undefined && pageOf(asked, Number.MAX_SAFE_INTEGER).page === 1) {
    const [total, rows] = await Promise.all([listLength(table, list), newestOf(table, list, PAGE_SIZE)]);
    return { total, rows };
  }
  const total = known ?? (await listLength(table, list));
  const range = ordinalsOf(pageOf(asked, total).page, total);
  return { total, rows: range === undefined ? [] : await listRange(table, list, range.from, range.to) };
}
