import * as z from 'zod/mini';
import type { Door, Policy, State, Submission } from '../submission/submission.ts';
import { findsAll } from './terms.ts';

const STATUSES = ['complete', 'in-progress', 'error'] as const;
type Status = (typeof STATUSES)[number];

const day = () =>
  z.string().check(
    z.regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a date is YYYY-MM-DD', abort: true }),
    z.refine(
      (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text),
      'there is no such day',
    ),
  );

/** NeMO's search document; every field narrows the result. Policies also by the words that manifests use. */
export const searchDocument = () =>
  z.strictObject({
    id: z.optional(z.string().check(z.maxLength(100))),
    submitter: z.optional(z.string().check(z.maxLength(100))),
    'start-date': z.optional(day()),
    'end-date': z.optional(day()),
    policy: z.optional(z.enum(['open', 'restricted', 'controlled', 'embargo', 'embargoed', 'private'])),
    status: z.optional(
      z.pipe(
        z.union([z.enum(STATUSES), z.array(z.enum(STATUSES))], `one of ${STATUSES.join(', ')}, or a list of these`),
        z.transform((status) => (Array.isArray(status) ? status : [status])),
      ),
    ),
  });

export interface Criteria {
  /** lower case, matched anywhere */
  id?: string;
  submitter?: string;
  /** first and first-not-included moment, ISO 8601 */
  from?: string;
  to?: string;
  policy?: Policy;
  states?: ReadonlySet<State>;
  door?: Door;
  via?: 'api' | 'web';
  /** lower case, all of them somewhere in id, name or submitter */
  terms?: readonly string[];
}

const POLICY_WORDS: Readonly<Record<string, Policy>> = { controlled: 'restricted', embargoed: 'embargo' };

const STATES_OF: Readonly<Record<Status, readonly State[]>> = {
  complete: ['succeeded'],
  'in-progress': ['running', 'draft'],
  error: ['failed', 'cancelled'],
};

const DAY_MS = 86_400_000;

export function criteriaOf(document: z.output<ReturnType<typeof searchDocument>>): Criteria {
  const { id, submitter, policy, status } = document;
  const start = document['start-date'];
  const end = document['end-date'];
  return {
    ...(id !== undefined && { id: id.toLowerCase() }),
    ...(submitter !== undefined && { submitter: submitter.toLowerCase() }),
    ...periodOf(start, end),
    ...(policy !== undefined && { policy: POLICY_WORDS[policy] ?? (policy as Policy) }),
    ...(status !== undefined && { states: new Set(status.flatMap((word) => STATES_OF[word])) }),
  };
}

/** From the first of these days (`YYYY-MM-DD`, UTC) to the end of the last. */
export const periodOf = (first: string | undefined, last: string | undefined): Pick<Criteria, 'from' | 'to'> => ({
  ...(first !== undefined && { from: `${first}T00:00:00Z` }),
  ...(last !== undefined && { to: `${new Date(Date.parse(last) + DAY_MS).toISOString().slice(0, 10)}T00:00:00Z` }),
});

/** What a search compares of a submission. */
export interface Searchable extends Pick<Submission, 'id' | 'submitter' | 'policy' | 'state' | 'door' | 'via'> {
  /** UTC, whole seconds: when it entered the lists */
  enteredAt: string;
  /** its beginning, as `searchedName` cuts it */
  name?: string;
}

/**
 * A thousand names are kept in one record of at most 400 kB, in as many as three bytes a character, and nobody can say
 * how well strangers' names compress.
 */
const SEARCHED_NAME = 100;

/** What a search looks at of a submission's name. */
export const searchedName = (name: string): string => name.slice(0, SEARCHED_NAME).toWellFormed();

export function matches(criteria: Criteria, submission: Searchable): boolean {
  const { id, submitter, from, to, policy, states, door, via, terms } = criteria;
  return (
    (id === undefined || submission.id.toLowerCase().includes(id)) &&
    (submitter === undefined || submission.submitter.toLowerCase().includes(submitter)) &&
    (from === undefined || submission.enteredAt >= from) &&
    (to === undefined || submission.enteredAt < to) &&
    (policy === undefined || submission.policy === policy) &&
    (states === undefined || states.has(submission.state)) &&
    (door === undefined || submission.door === door) &&
    (via === undefined || (submission.via ?? 'api') === via) &&
    (terms === undefined || findsAll(terms, [submission.id, submission.name, submission.submitter]))
  );
}
