/** What the history shows, as it stands in the address, so that it can be shared and reloaded. */
export interface Filters {
  page?: number;
  id?: string;
  submitter?: string;
  status?: Status;
  policy?: Policy;
  from?: string;
  to?: string;
}

export const STATUSES = ['complete', 'in-progress', 'error'] as const;
export type Status = (typeof STATUSES)[number];
export const POLICIES = ['open', 'restricted', 'embargo', 'private'] as const;
export type Policy = (typeof POLICIES)[number];

const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value).slice(0, 100) : undefined;
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((word) => word === value);
const date = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;

/** Takes what it understands of an address, and leaves out the rest. */
export function parseFilters(search: Record<string, unknown>): Filters {
  const page = Number(search['page']);
  return without({
    page: Number.isInteger(page) && page > 1 ? page : undefined,
    id: text(search['id']),
    submitter: text(search['submitter']),
    status: oneOf(STATUSES, search['status']),
    policy: oneOf(POLICIES, search['policy']),
    from: date(search['from']),
    to: date(search['to']),
  });
}

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

const without = (filters: Loose<Filters>): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Filters;

/** A change begins at the first page again. */
export const changeFilters = (filters: Filters, change: Loose<Filters>): Filters =>
  without({ ...filters, page: undefined, ...change });

/** NeMO's search document. */
export function searchDocument({ id, submitter, status, policy, from, to }: Filters): Record<string, string> {
  const given = { id, submitter, status, policy, 'start-date': from, 'end-date': to };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<string, string>;
}

export const isFiltered = (filters: Filters): boolean => Object.keys(filters).some((name) => name !== 'page');
