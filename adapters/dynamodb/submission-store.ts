import { notFound } from '../../domain/errors.ts';
import { parseReference } from '../../domain/submission/identity.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { type Key, keys } from './keys.ts';
import { readMany } from './read-many.ts';

/** A submission as stored: with its place in each list that it belongs to (none while it is a draft). */
export interface SubmissionRow extends Key, Submission {
  /** of a submission to a job: its results have expired, and it does not run again */
  resultsEndedAt?: string;
  ownKey?: string;
  ownNo?: number;
  groupKey?: string;
  groupNo?: number;
  allKey?: string;
  allNo?: number;
  /** the sparse index of submissions that the sweeper must look at, and from when on */
  dueKey?: string;
  dueAt?: string;
  /** only before it counts: while it takes inputs; while records are being claimed for it, or never will be */
  staging?: 'inputs' | 'open' | 'abandoned' | 'deleting';
  /** ISO 8601; of a draft that takes more than one request: when somebody worked on it last, or was told to come again */
  renewedAt?: string;
  /** ISO 8601; of a submission that was staged: when it began to count */
  committedAt?: string;
}

/** @returns the submission with this 7-character id, read consistently; undefined if there is none */
export const getSubmission = (table: Table, id: string): Promise<SubmissionRow | undefined> =>
  getItem(table, keys.submission(id));

/** Submissions by their 7-character ids, in the order asked, read consistently; those that do not exist are left out. */
export async function getSubmissions(table: Table, ids: readonly string[]): Promise<SubmissionRow[]> {
  const rows = await readMany(table, ids.map(keys.submission));
  return ids.flatMap((id) => (rows.get(keys.submission(id).PK) as SubmissionRow | undefined) ?? []);
}

/** Which id does a reference name (and which UUID must the record have)? Only a site id costs a read. */
export async function resolveId(table: Table, text: string): Promise<{ id: string; uuid?: string } | undefined> {
  const reference = parseReference(text);
  if (reference?.kind !== 'site') return reference;
  const ref = await getItem<{ kind: string; id: string }>(table, keys.ref(reference.siteId), { consistent: false });
  return ref?.kind === 'submission' ? { id: ref.id } : undefined;
}

/**
 * Reads a submission by any of its names: 7-character id, UUID, site id. What records are still being claimed for, or
 * never will be, does not count: nobody finds it.
 */
export async function findSubmission(table: Table, reference: string): Promise<SubmissionRow | undefined> {
  const resolved = await resolveId(table, reference);
  if (resolved === undefined) return undefined;
  const row = await getSubmission(table, resolved.id);
  if (row === undefined || (resolved.uuid !== undefined && row.uuid !== resolved.uuid)) return undefined;
  return row.staging === undefined || row.staging === 'inputs' ? row : undefined;
}

export const noSuchSubmission = (reference: string) =>
  notFound(`There is no submission '${reference}', or you may not see it.`);
