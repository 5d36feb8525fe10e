import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import {
  groupList,
  listLength,
  listOf,
  listRange,
  newestOf,
  type SubmissionList,
} from '../../adapters/dynamodb/submission-lists.ts';
import { searchList } from '../../adapters/dynamodb/submission-search.ts';
import { getSubmissions, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { listScope, mayListAll } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { forbidden, invalid, notFound } from '../../domain/errors.ts';
import { type Criteria, periodOf } from '../../domain/search/criteria.ts';
import { searchTerms } from '../../domain/search/terms.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { listedView } from './views.ts';

type ListCall = Call<(typeof routes)['listSubmissions']>;
type Query = ListCall['query'];

/** What of a list a page shows, and where those beside it begin. */
interface Page {
  total: number;
  /** how many newer ones match */
  skipped: number;
  rows: SubmissionRow[];
  /** cursors: place in the list that the page begins below */
  next?: number | undefined;
  previous?: number | typeof NEWEST;
}

const NEWEST = 'newest';
const groups = createGroupStore(table);

/** A place in a list stays a submission's for ever, so that pages neither repeat nor lose one while others come in. */
export async function listSubmissions(call: ListCall): Promise<Reply> {
  const { query } = call;
  const list = await listFor(call.principal, query);
  const criteria = criteriaOf(query);
  const known = list.index === 'own' ? call.ownCount : undefined;
  const after = query.after === undefined || query.after === NEWEST ? undefined : Number(query.after);
  const isFiltered = Object.keys(criteria).length > 0;
  const page = isFiltered
    ? await searchedPage(list, known ?? (await listLength(table, list)), criteria, { after, limit: query.limit })
    : await plainPage(list, known, { after, limit: query.limit });
  const named = await groups.getMany(page.rows.map(({ groupId }) => groupId));
  return ok({
    total: page.total,
    skipped: page.skipped,
    submissions: page.rows.map((row) => listedView(row, named.get(row.groupId))),
    ...(page.next !== undefined && { next: String(page.next) }),
    ...(page.previous !== undefined && { previous: String(page.previous) }),
  });
}

/** Without being told, what a caller looks after: that of the site, of the group, or their own. */
async function listFor(principal: Principal, { scope, group }: Query): Promise<SubmissionList> {
  if (group !== undefined) return listOfGroup(principal, group, scope);
  const wanted = scope ?? listScope(principal);
  if (wanted === 'all' && !mayListAll(principal)) {
    throw forbidden('Only admins and readers of the site see the submissions of all groups.');
  }
  return listOf(wanted, principal);
}

async function listOfGroup(principal: Principal, reference: string, scope: Query['scope']): Promise<SubmissionList> {
  if (scope !== undefined) {
    const message = 'Name a group or a scope, not both.';
    throw invalid(message, { issues: [{ field: 'group', message }] });
  }
  const group = await groups.find(reference);
  if (group === undefined) throw notFound(`There is no group ${reference}.`);
  if (group.groupId !== principal.groupId && !mayListAll(principal)) {
    throw forbidden('Only its members, and admins and readers of the site, see the submissions of a group.');
  }
  return groupList(group.groupId);
}

function criteriaOf({ q, submitter, door, submittedVia, state, policy, from, to }: Query): Criteria {
  const terms = searchTerms(q ?? '');
  if (from !== undefined && to !== undefined && from > to) {
    const message = `The period ends (${to}) before it begins (${from}).`;
    throw invalid(message, { issues: [{ field: 'to', message }] });
  }
  return {
    ...(terms.length > 0 && { terms }),
    ...(submitter !== undefined && { submitter: submitter.toLowerCase() }),
    ...(door !== undefined && { door }),
    ...(submittedVia !== undefined && { via: submittedVia === 'Web' ? ('web' as const) : ('api' as const) }),
    ...(state !== undefined && { states: new Set(state) }),
    ...(policy !== undefined && { policy }),
    ...periodOf(from, to),
  };
}

interface Asked {
  after: number | undefined;
  limit: number;
}

/** One key range: ordinals are dense, so that nothing has to be counted. */
async function plainPage(list: SubmissionList, known: number | undefined, { after, limit }: Asked): Promise<Page> {
  const readLength = known ?? listLength(table, list);
  const newest = after === undefined && known === undefined ? newestOf(table, list, limit) : undefined;
  const total = await readLength;
  const top = Math.max(0, Math.min((after ?? total + 1) - 1, total));
  const bottom = Math.max(1, top - limit + 1);
  const rows = top === 0 ? [] : await (newest ?? listRange(table, list, bottom, top));
  return {
    total,
    skipped: total - top,
    rows,
    ...(bottom > 1 && { next: bottom }),
    ...(top < total && { previous: top + limit >= total ? NEWEST : top + limit + 1 }),
  };
}

async function searchedPage(
  list: SubmissionList,
  length: number,
  criteria: Criteria,
  { after, limit }: Asked,
): Promise<Page> {
  const found = await searchList(table, list, length, criteria);
  const skipped = after === undefined ? 0 : found.countFrom(after);
  const rows = await getSubmissions(table, found.slice(skipped, limit));
  const isLast = skipped + limit >= found.total;
  return {
    total: found.total,
    skipped,
    rows,
    ...(!isLast && { next: found.ordinalAt(skipped + limit - 1) }),
    ...(skipped > 0 && { previous: skipped <= limit ? NEWEST : (found.ordinalAt(skipped - limit - 1) ?? NEWEST) }),
  };
}
