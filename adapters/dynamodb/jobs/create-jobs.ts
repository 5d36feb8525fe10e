import type { FileRecord } from '../../../domain/file/file.ts';
import type { JobBatch } from '../../../domain/job/batch.ts';
import type { JobSnapshot } from '../../../domain/job/job.ts';
import type { Identity } from '../../../domain/submission/identity.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import type { Table } from '../client.ts';
import { keys, listKeys } from '../keys.ts';
import { type Place, writeAllInLists } from '../submission-place.ts';
import type { TransactItem } from '../transaction.ts';
import { type OpenJobs, openMore } from './limit-store.ts';
import { snapshotItem } from './snapshot-store.ts';

/** One submission to be made. */
export interface NewJob {
  submission: Omit<Submission, keyof Identity>;
  snapshot: JobSnapshot;
  /** the submitted file, which is stored already */
  file: Omit<FileRecord, 'submissionId' | 'submitterId' | 'groupId'>;
}

export interface NewBatch {
  batch: Omit<JobBatch, 'submissionIds'>;
  jobs: readonly NewJob[];
  /** ISO 8601: when the results expire; absent: never */
  expiresAt?: string;
  /** when the sweeper shall look whether the submissions are being worked on */
  dueAt: string;
  /** whose open submissions these become; absent where nobody counts */
  open?: OpenJobs;
  newIdentity: () => Identity;
  /** what is written in the same transaction */
  also?: readonly TransactItem[];
}

/**
 * Makes all submissions of a batch, or none, in one transaction.
 * @returns undefined where the number of open submissions has changed since it was read
 */
export async function createJobs(table: Table, input: NewBatch): Promise<Submission[] | undefined> {
  let submissions: Submission[] = [];
  const written = await writeAllInLists(
    table,
    input.jobs.map(({ submission }) => submission),
    (places) => {
      submissions = input.jobs.map(({ submission }) => ({ ...input.newIdentity(), ...submission }));
      return items(table, input, submissions, places);
    },
    (failed) => input.open !== undefined && failed[0] === true,
  );
  return written ? submissions : undefined;
}

function items(table: Table, input: NewBatch, submissions: readonly Submission[], places: readonly Place[]) {
  const ids = submissions.map(({ id }) => id);
  const absent = { TableName: table.name, ConditionExpression: 'attribute_not_exists(PK)' };
  const expiry = input.expiresAt === undefined ? {} : { dueKey: listKeys.expiring(), dueAt: input.expiresAt };
  const batch: JobBatch = { ...input.batch, submissionIds: ids };
  const list: TransactItem[] = [
    ...(input.open === undefined ? [] : [openMore(table, input.open, ids, new Date(batch.createdAt))]),
    { Put: { ...absent, Item: { ...keys.batch(batch.uuid), ...batch, ...expiry } } },
  ];
  list.push(...(input.also ?? []));
  for (const [index, job] of input.jobs.entries()) {
    const [submission, place] = [submissions[index], places[index]];
    if (submission !== undefined && place !== undefined) {
      list.push(...submissionItems(table, job, submission, { ...place, dueKey: listKeys.due(), dueAt: input.dueAt }));
    }
  }
  return list;
}

function submissionItems(table: Table, job: NewJob, submission: Submission, positions: object): TransactItem[] {
  const { id, siteId, submitterId, groupId } = submission;
  const absent = { TableName: table.name, ConditionExpression: 'attribute_not_exists(PK)' };
  const file: FileRecord = { ...job.file, submissionId: id, submitterId, groupId };
  return [
    { Put: { ...absent, Item: { ...keys.submission(id), ...submission, ...positions } } },
    { Put: { ...absent, Item: { ...keys.ref(siteId), kind: 'submission', id } } },
    { Put: { ...absent, Item: { ...keys.file(id, file.key), ...file } } },
    snapshotItem(table, id, job.snapshot),
  ];
}
