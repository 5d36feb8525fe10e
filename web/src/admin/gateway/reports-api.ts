import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { save } from '../../api/download.ts';
import type { Reported } from './gateway-types.ts';

const BASE = '/api/v1/reports/specification/{specificationKey}';
type Kind = 'rule_conformance' | 'task_conformance' | 'submissions';

/** Days, YYYY-MM-DD; empty where there is no bound. */
export interface Period {
  from: string;
  to: string;
}

const asked = (specificationKey: string, { from, to }: Period) => ({
  path: { specificationKey },
  query: { ...(from && { from }), ...(to && { to }) },
});

export const rulesQuery = (key: string, period: Period) =>
  queryOptions({
    queryKey: ['report', key, 'rules', period],
    queryFn: async () => (await bodyOf(api.GET(`${BASE}/rule_conformance`, { params: asked(key, period) }))).rules,
  });

export const tasksQuery = (key: string, period: Period) =>
  queryOptions({
    queryKey: ['report', key, 'tasks', period],
    queryFn: async () => (await bodyOf(api.GET(`${BASE}/task_conformance`, { params: asked(key, period) }))).tasks,
  });

/** A thousand submissions each: more are not counted in a browser. */
const MOST_PAGES = 10;

/** The submissions of a period, the oldest first; `next` where there are more than are counted here. */
export const reportedQuery = (key: string, period: Period) =>
  queryOptions({
    queryKey: ['report', key, 'submissions', period],
    queryFn: async () => {
      const { path, query } = asked(key, period);
      const submissions: Reported[] = [];
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES && (page === 0 || after !== undefined); page++) {
        const params = { path, query: { ...query, ...(after !== undefined && { after }) } };
        const found = await bodyOf(api.GET(`${BASE}/submissions`, { params }));
        submissions.push(...found.submissions);
        after = found.next;
      }
      return { submissions, next: after };
    },
  });

/** Lets the browser keep a report as a table, with all of its pages. */
export async function saveReport(key: string, kind: Kind, period: Period): Promise<void> {
  const { path, query } = asked(key, period);
  const parts: string[] = [];
  let after: string | undefined;
  do {
    const params = { path, query: { ...query, format: 'csv' as const, ...(after !== undefined && { after }) } };
    const answer = await api.GET(`${BASE}/${kind}`, { params, parseAs: 'text' });
    const text = String(await bodyOf<unknown>(Promise.resolve(answer)));
    // every page begins with the names of the columns
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1));
    after = nextOf(answer.response.headers.get('link'));
  } while (after !== undefined);
  save(new Blob(parts, { type: 'text/csv' }), `${key}-${kind}.csv`);
}

/** Where the page behind begins, of a header `Link: <address>; rel="next"`. */
function nextOf(link: string | null): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return address === undefined ? undefined : (new URL(address).searchParams.get('after') ?? undefined);
}
