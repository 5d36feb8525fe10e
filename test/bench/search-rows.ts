import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { endedRow } from '../adapters/dynamodb/submission-rows.ts';

const POLICIES = ['open', 'open', 'restricted', 'embargo', 'private'] as const;
const STATES = ['succeeded', 'succeeded', 'succeeded', 'failed', 'succeeded', 'cancelled', 'succeeded'] as const;
const SUBMITTERS = 997;
const YEAR_MS = 365 * 86_400_000;
const BEGIN = Date.parse('2025-01-01T00:00:00Z');

/**
 * The nth of so many submissions that came in evenly over the year 2025, in the list of the site alone: the lists of
 * submitters and groups are read in the same way. Ids are seven characters and count up.
 */
export function rowOf(no: number, length: number): SubmissionRow {
  const id = `s${String(no).padStart(6, '0')}`.slice(-7);
  const at = timestamp(new Date(BEGIN + Math.floor(((no - 1) * YEAR_MS) / length)));
  const row = endedRow(no, {
    id,
    uuid: `00000000-0000-4000-8000-${String(no).padStart(12, '0')}`,
    submitter: `user-${no % SUBMITTERS}`,
    policy: POLICIES[no % POLICIES.length],
    state: STATES[no % STATES.length],
    door: 'nemo',
    createdAt: at,
    updatedAt: at,
    PK: `SUB#${id}`,
  });
  for (const index of ['own', 'group']) for (const part of ['Key', 'No']) delete row[index + part];
  return row as unknown as SubmissionRow;
}

/** What a search through a month of it asks for: a substring of the submitter's name, a policy, and a status. */
export const DOCUMENT = {
  submitter: 'USER-1',
  'start-date': '2025-06-01',
  'end-date': '2025-06-30',
  policy: 'restricted',
  status: ['error'],
} as const;

/** How many there are, told by the same rows without any search. */
export function expectedTotal(length: number): number {
  let total = 0;
  for (let no = 1; no <= length; no++) {
    const { submitter, policy, state, createdAt } = rowOf(no, length);
    const found = submitter.includes('user-1') && policy === 'restricted' && state !== 'succeeded';
    if (found && createdAt >= '2025-06-01T00:00:00Z' && createdAt < '2025-07-01T00:00:00Z') total += 1;
  }
  return total;
}
