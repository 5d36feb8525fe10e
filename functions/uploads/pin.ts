import type { Table } from '../../adapters/dynamodb/client.ts';
import { recordArrival } from '../../adapters/dynamodb/file-arrival.ts';
import type { FileRow } from '../../adapters/dynamodb/file-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
import { headObject } from '../../adapters/s3/objects.ts';
import { provedBy } from '../../domain/file/proved.ts';

export interface StoredVersion {
  versionId: string;
  size: number;
}

/** What is in the bucket of a file that was announced; undefined where it has not come, or is not waited for. */
export async function storedVersion(uploads: Bucket, file: FileRow): Promise<StoredVersion | undefined> {
  if (file.state !== 'announced' || file.objectKey === undefined) return undefined;
  const stored = await headObject({ bucket: uploads, key: file.objectKey });
  return stored?.versionId === undefined ? undefined : { versionId: stored.versionId, size: stored.size };
}

/** Pins this version of a file. @returns false where it had arrived before, or was announced anew */
export async function pin(table: Table, file: FileRow, { versionId, size }: StoredVersion): Promise<boolean> {
  const { submissionId, key: fileKey, objectKey = '' } = file;
  return recordArrival(table, { submissionId, fileKey, objectKey, versionId, size, proved: provedBy(file) });
}
