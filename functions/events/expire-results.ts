import type { Table } from '../../adapters/dynamodb/client.ts';
import { expiredBatches } from '../../adapters/dynamodb/due-list.ts';
import {
  type BatchRow,
  endResults,
  eraseAddress,
  forgetOutputs,
  getBatch,
  postponeExpiry,
} from '../../adapters/dynamodb/jobs/batch-store.ts';
import { getSubmissions } from '../../adapters/dynamodb/submission-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
import { listKeys } from '../../adapters/s3/list.ts';
import { deleteObject } from '../../adapters/s3/objects.ts';
import { type Submission, timestamp } from '../../domain/submission/submission.ts';
import { log } from '../log.ts';

const HOUR_MS = 3_600_000;

/**
 * Deletes the results of jobs that were kept long enough, and the addresses of those who submitted; the records stay.
 * @returns how many batches were looked at, and how many of these could not be dealt with
 */
export async function expireResults(table: Table, releases: Bucket): Promise<{ looked: number; failed: number }> {
  const done = { looked: 0, failed: 0 };
  const now = timestamp(new Date());
  for await (const uuid of expiredBatches(table, now)) {
    done.looked += 1;
    try {
      const batch = await getBatch(table, uuid);
      // the index may lag behind the record
      if (batch?.dueAt !== undefined && batch.dueAt <= now) await expire(table, releases, batch);
    } catch (error) {
      done.failed += 1;
      log.error('results not deleted', { batch: uuid, error });
    }
  }
  return done;
}

async function expire(table: Table, releases: Bucket, batch: BatchRow): Promise<void> {
  const submissions = await getSubmissions(table, batch.submissionIds);
  const now = timestamp(new Date());
  const ended = await Promise.all(submissions.map(({ id }) => endResults(table, id, now)));
  // what still runs would make results that nobody deletes
  if (ended.includes(false)) return postponeExpiry(table, batch.uuid, timestamp(new Date(Date.now() + HOUR_MS)));
  for (const submission of submissions) {
    for (const key of await resultsOf(releases, submission)) await deleteObject({ bucket: releases, key });
    await forgetOutputs(table, submission.id);
  }
  await eraseAddress(table, batch.uuid);
  log.info('results deleted', { batch: batch.uuid });
}

/**
 * Results have names that begin with the submission's UUID; this function may delete nothing else. One that was stored
 * by somebody who died before recording it is a result, too.
 */
const resultsOf = (releases: Bucket, { id, uuid }: Submission): Promise<string[]> =>
  listKeys(releases, `records/${id}/${uuid}`);
