import type { Table } from '../../adapters/dynamodb/client.ts';
import { isStaged } from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import { allPendingFiles, removePending } from '../../adapters/dynamodb/file-arrival.ts';
import { type FileRow, getFile, getFiles } from '../../adapters/dynamodb/file-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
import { type FileState, hasArrived } from '../../domain/file/file.ts';
import { finishUploadIfComplete } from '../ingest/finish-upload.ts';
import { pin, type StoredVersion, storedVersion } from './pin.ts';
import { arriveStaged } from './staged-arrival.ts';

/**
 * Pins the version of a file that has arrived; if it was the last one, the execution wakes. The event from S3, the
 * completion of a multipart upload and the caller's confirmation all come here.
 */
export async function arrive(table: Table, file: FileRow, stored: StoredVersion): Promise<void> {
  if (file.objectKey === undefined) return;
  if (isStaged(file)) return arriveStaged(table, file.uuid, { ...stored, objectKey: file.objectKey });
  const isArrived = hasArrived(file) || (await pin(table, file, stored)) || (await hasArrivedMeanwhile(table, file));
  if (isArrived) await finishArrival(table, file);
}

/** Somebody else pinned it; or it was announced anew, and is still waited for. */
async function hasArrivedMeanwhile(table: Table, { submissionId, key }: FileRow): Promise<boolean> {
  const file = await getFile(table, submissionId, key);
  return file !== undefined && hasArrived(file);
}

/**
 * What comes after the version is pinned: the marker goes, and if it was the last one the execution wakes. Also for whom
 * somebody else has pinned it, who may have died before this. An assignment's inputs have no markers: nobody waits.
 */
export async function finishArrival(table: Table, file: FileRow): Promise<void> {
  if (file.input !== undefined) return;
  await removePending(table, file.submissionId, file.key);
  await finishUploadIfComplete(table, file.submissionId);
}

/** Pins the file if it is in the bucket. @returns whether it is there */
export async function arriveIfStored(table: Table, uploads: Bucket, file: FileRow): Promise<boolean> {
  const stored = await storedVersion(uploads, file);
  if (stored === undefined) return false;
  await arrive(table, file, stored);
  return true;
}

/** Looks whether a file has come; one that has may lack what comes after. @returns its state */
export async function noticeArrival(table: Table, uploads: Bucket, file: FileRow): Promise<FileState> {
  if (!hasArrived(file)) return (await arriveIfStored(table, uploads, file)) ? 'arrived' : file.state;
  if (file.state === 'arrived') await finishArrival(table, file);
  return file.state;
}

/** DynamoDB's limit on one BatchGetItem; also how many questions S3 gets at a time. */
const AT_ONCE = 100;

/** Looks in the bucket for files that are waited for: the event about one may have been lost. */
export async function noticeArrivals(table: Table, uploads: Bucket, id: string): Promise<void> {
  for await (const names of allPendingFiles(table, id)) {
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const files = await getFiles(table, id, names.slice(i, i + AT_ONCE));
      await Promise.all([...files.values()].map((file) => noticeArrival(table, uploads, file)));
    }
  }
}
