import type { Table } from '../../adapters/dynamodb/client.ts';
import { recordArrival } from '../../adapters/dynamodb/file-arrival.ts';
import type { FileRow } from '../../adapters/dynamodb/file-store.ts';
import type { FileRecord } from '../../domain/file/file.ts';
import { finishUploadIfComplete } from '../ingest/finish-upload.ts';

/**
 * Pins the version of a file that has arrived; if it was the last one, the execution wakes. The event from S3, the
 * completion of a multipart upload and the caller's confirmation all come here.
 */
export async function arrive(table: Table, file: FileRow, stored: { versionId: string; size: number }): Promise<void> {
  if (file.objectKey === undefined) return;
  await recordArrival(table, {
    submissionId: file.submissionId,
    fileKey: file.key,
    objectKey: file.objectKey,
    versionId: stored.versionId,
    size: stored.size,
    proved: provedBy(file),
  });
  // also where somebody else recorded it: that one may have died before waking the execution
  await finishUploadIfComplete(table, file.submissionId);
}

/**
 * The checksums that S3 has verified: those signed into the URL of a single PUT, since no other URL leads to this
 * object's key. Parts are signed without; the whole file is then hashed in QC.
 */
function provedBy(file: FileRow): NonNullable<FileRecord['proved']> {
  if (file.uploadId !== undefined) return {};
  return {
    ...(file.declaredSha256 !== undefined && { sha256: file.declaredSha256 }),
    ...(file.checksum !== undefined && { [file.checksum.algorithm]: file.checksum.value }),
  };
}
