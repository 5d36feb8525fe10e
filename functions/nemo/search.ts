import { listLength, listOf } from '../../adapters/dynamodb/submission-lists.ts';
import { searchList } from '../../adapters/dynamodb/submission-search.ts';
import { getSubmissions } from '../../adapters/dynamodb/submission-store.ts';
import { listScope } from '../../domain/account/permissions.ts';
import { criteriaOf, searchDocument } from '../../domain/search/criteria.ts';
import { PAGE_SIZE, pageOf } from '../../domain/submission/page.ts';
import { parse, readJson } from '../http/parse.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { nemoSubmission } from './views.ts';

/** Searches everything that the caller may see; the body is JSON whatever its content type says. */
export async function searchSubmissions(call: Call<(typeof routes)['searchSubmissions']>): Promise<Reply> {
  const criteria = criteriaOf(parse(searchDocument(), readJson(call.rawBody), 'search document'));
  const list = listOf(listScope(call.principal), call.principal);
  const length = list.index === 'own' ? call.ownCount : await listLength(table, list);
  const found = await searchList(table, list, length, criteria);
  const { page } = pageOf(call.rawQuery['page'], found.total);
  const rows = await getSubmissions(table, found.slice((page - 1) * PAGE_SIZE, PAGE_SIZE));
  return ok({ total: found.total, results: rows.map(nemoSubmission), page });
}
