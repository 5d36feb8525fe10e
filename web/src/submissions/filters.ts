/** What the history shows, as it stands in the address, so that it can be shared and reloaded. */
export interface Filters {
  /** where the page begins, as another page has told it */
  after?: string;
  q?: string;
  submitter?: string;
  /** whose: a word, or the id of a group */
  whose?: string;
  door?: Door;
  via?: Via;
  state?: State;
  policy?: Policy;
  from?: string;
  to?: string;
}

export const STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type State = (typeof STATES)[number];
export const POLICIES = ['open', 'restricted', 'embargo', 'private'] as const;
export type Policy = (typeof POLICIES)[number];
export const DOORS = ['nemo', 'datameta', 'gateway', 'jobs'] as const;
export type Door = (typeof DOORS)[number];
export const VIAS = ['Web', 'API'] as const;
type Via = (typeof VIAS)[number];
export const SCOPES = ['own', 'group', 'all'] as const;
type Scope = (typeof SCOPES)[number];

const text = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value).slice(0, 100) : undefined;
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((word) => word === value);
const date = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
const cursor = (value: unknown): string | undefined => {
  const given = text(value);
  return given !== undefined && /^[1-9]\d{0,14}$/.test(given) ? given : undefined;
};

/** Takes what it understands of an address, and leaves out the rest. */
export function parseFilters(search: Record<string, unknown>): Filters {
  return without({
    after: cursor(search['after']),
    q: text(search['q']),
    submitter: text(search['submitter']),
    whose: text(search['whose']),
    door: oneOf(DOORS, search['door']),
    via: oneOf(VIAS, search['via']),
    state: oneOf(STATES, search['state']),
    policy: oneOf(POLICIES, search['policy']),
    from: date(search['from']),
    to: date(search['to']),
  });
}

type Loose<T> = { [K in keyof T]?: T[K] | undefined };

const without = (filters: Loose<Filters>): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Filters;

/** A change begins at the newest again. */
export const changeFilters = (filters: Filters, change: Loose<Filters>): Filters =>
  without({ ...filters, after: undefined, ...change });

const isScope = (whose: string): whose is Scope => SCOPES.some((scope) => scope === whose);

/** The list that the filters ask for, in the API's words. */
export function listQuery({ whose, via, ...same }: Filters) {
  return {
    ...same,
    ...(via && { submittedVia: via }),
    ...(whose !== undefined && (isScope(whose) ? { scope: whose } : { group: whose })),
  };
}

export const isFiltered = (filters: Filters): boolean => Object.keys(filters).some((name) => name !== 'after');
