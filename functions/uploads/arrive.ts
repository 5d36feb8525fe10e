import type { Table } from '../../adapters/dynamodb/client.ts';
import { isStaged } from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import { allPendingFiles } from '../../adapters/dynamodb/file-arrival.ts';
import { type FileRow, getFiles } from '../../adapters/dynamodb/file-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
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
  await pin(table, file, stored);
  // also where somebody else recorded it: that one may have died before waking the execution
  await finishUploadIfComplete(table, file.submissionId);
}

/** Pins the file if it is in the bucket. @returns whether it is there */
export async function arriveIfStored(table: Table, uploads: Bucket, file: FileRow): Promise<boolean> {
  const stored = await storedVersion(uploads, file);
  if (stored === undefined) return false;
  await arrive(table, file, stored);
  return true;
}

/** DynamoDB's limit on one BatchGetItem; also how many questions S3 gets at a time. */
const AT_ONCE = 100;

/** Looks in the bucket for announced files that have not arrived: the event about one may have been lost. */
export async function noticeArrivals(table: Table, uploads: Bucket, id: string): Promise<void> {
  for await (const names of allPendingFiles(table, id)) {
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const files = await getFiles(table, id, names.slice(i, i + AT_ONCE));
      await Promise.all([...files.values()].map((file) => arriveIfStored(table, uploads, file)));
    }
  }
}
