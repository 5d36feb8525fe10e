import type { Table } from '../../adapters/dynamodb/client.ts';
import { allFiles, type FileRow, updateFile } from '../../adapters/dynamodb/file-store.ts';
import { endDraft } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { markMediaRemoved } from '../../adapters/dynamodb/gateway/media-store.ts';
import { forgetOutput } from '../../adapters/dynamodb/output-store.ts';
import { clearDue } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
import { listKeys, listVersions } from '../../adapters/s3/list.ts';
import { deleteObject } from '../../adapters/s3/objects.ts';
import { CLEANED_ENDING, outputKey, outputsOf } from '../../domain/submission/outputs.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { tellEnd } from '../ingest/fail-submission.ts';
import { log } from '../log.ts';

/** A submission that was never started ends at its specification's timeout; it stays readable. */
export async function timeOutDraft(table: Table, { id, createdAt, dueAt = '' }: SubmissionRow): Promise<void> {
  const now = timestamp(new Date());
  if (dueAt > now) return;
  const message = `Timed out: made at ${createdAt}, it had to be started by ${dueAt}. Make a new submission.`;
  await endDraft(table, id, { state: 'failed', message, now });
  const ended = await getSubmission(table, id);
  if (ended?.state !== 'failed') return;
  await tellEnd(table, ended);
  log.info('draft timed out', { submission: id });
}

interface Buckets {
  uploads: Bucket;
  releases: Bucket;
}

/** The files of a submission go when its specification's retention is over; what was recorded of them stays. */
export async function removeMedia(table: Table, buckets: Buckets, submission: SubmissionRow): Promise<void> {
  const now = timestamp(new Date());
  if (submission.mediaDueAt === undefined || submission.mediaDueAt > now) return;
  if (!(await markMediaRemoved(table, submission, now))) return;
  await removeReleased(buckets.releases, submission);
  for await (const file of allFiles(table, submission.id)) {
    if (file.state !== 'removed') await removeFile(table, buckets, file);
  }
  await removeOutputs(table, buckets.releases, (await getSubmission(table, submission.id)) ?? submission);
  await clearDue(table, { ...submission, mediaRemovedAt: now });
  log.info('media removed', { submission: submission.id });
}

/** Whatever lies there, whether or not it was recorded: a copy may have been made by a step that died then, or failed. */
async function removeReleased(releases: Bucket, { id, policy }: SubmissionRow): Promise<void> {
  if (policy === undefined) return;
  for (const version of await listVersions(releases, `${policy}/${id}/`)) {
    await deleteObject({ bucket: releases, ...version });
  }
}

/**
 * Cleaned tables go, for they are the files in another form. So does what a step had written, but not recorded, when it was
 * ended from outside: it was kept for a redrive, and there will be none.
 */
async function removeOutputs(table: Table, releases: Bucket, submission: SubmissionRow): Promise<void> {
  const { id, outputs = {} } = submission;
  const isCleaned = (name: string): boolean => name.endsWith(CLEANED_ENDING);
  const known = outputsOf(submission).filter(({ storedFilename }) => !isCleaned(storedFilename));
  const kept = new Set(known.map((output) => outputKey(id, output)));
  for (const key of await listKeys(releases, `records/${id}/`)) {
    if (!kept.has(key)) await deleteObject({ bucket: releases, key });
  }
  for (const name of Object.keys(outputs)) if (isCleaned(name)) await forgetOutput(table, id, name);
}

async function removeFile(table: Table, { uploads }: Buckets, file: FileRow): Promise<void> {
  const { objectKey, versionId } = file;
  if (objectKey !== undefined && versionId !== undefined) {
    await deleteObject({ bucket: uploads, key: objectKey, versionId });
  }
  await updateFile(table, file, { state: 'removed', releaseKey: undefined, releaseVersionId: undefined });
}
