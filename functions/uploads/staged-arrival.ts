import type { Table } from '../../adapters/dynamodb/client.ts';
import {
  changeStagedFile,
  findStagedFile,
  type StagedFileRow,
} from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import type { Bucket } from '../../adapters/s3/client.ts';
import { headObject } from '../../adapters/s3/objects.ts';
import { provedBy } from '../../domain/file/proved.ts';

/** Who changes a staged file at the same time does so within milliseconds. */
const TRIES = 5;

/** Pins the bytes of a staged file that were sent to S3 directly; nothing where it waits for others by now. */
export async function arriveStaged(
  table: Table,
  uuid: string,
  stored: { objectKey: string; versionId: string; size: number },
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const file = await findStagedFile(table, uuid);
    if (file?.state !== 'announced' || file.objectKey !== stored.objectKey) return;
    if ((await pin(table, file, stored)) !== undefined) return;
  }
  throw new Error(`The arrival of staged file ${uuid} could not be recorded.`);
}

/** Looks in the bucket for the bytes that a staged file waits for. @returns the file as it stands now */
export async function settleStaged(table: Table, uploads: Bucket, file: StagedFileRow): Promise<StagedFileRow> {
  if (file.state !== 'announced' || file.objectKey === undefined) return file;
  const stored = await headObject({ bucket: uploads, key: file.objectKey });
  if (stored?.versionId === undefined) return file;
  const { versionId, size } = stored;
  return (await pin(table, file, { versionId, size })) ?? (await findStagedFile(table, file.uuid)) ?? file;
}

const pin = (table: Table, file: StagedFileRow, { versionId, size }: { versionId: string; size: number }) =>
  changeStagedFile(table, file, {
    state: 'arrived',
    versionId,
    size,
    proved: provedBy(file),
    uploadId: undefined,
    hashing: undefined,
  });
