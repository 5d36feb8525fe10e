import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { save } from '../../api/download.ts';

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

/** The newest page says enough for a chart; all of them are in the CSV. */
export const reportedQuery = (key: string, period: Period) =>
  queryOptions({
    queryKey: ['report', key, 'submissions', period],
    queryFn: () => bodyOf(api.GET(`${BASE}/submissions`, { params: asked(key, period) })),
  });

/** Lets the browser keep a report as a table. */
export async function saveReport(key: string, kind: Kind, period: Period): Promise<void> {
  const { path, query } = asked(key, period);
  const params = { path, query: { ...query, format: 'csv' as const } };
  const text = await bodyOf<unknown>(api.GET(`${BASE}/${kind}`, { params, parseAs: 'text' }));
  save(new Blob([String(text)], { type: 'text/csv' }), `${key}-${kind}.csv`);
}
