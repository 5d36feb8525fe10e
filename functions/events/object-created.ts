import type { EventBridgeEvent } from 'aws-lambda';
import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { getFile } from '../../adapters/dynamodb/file-store.ts';
import { fileOfObject, stagedFileOfObject } from '../../domain/file/upload-reference.ts';
import { readConfig } from '../config.ts';
import { log } from '../log.ts';
import { arrive } from '../uploads/arrive.ts';
import { arriveStaged } from '../uploads/staged-arrival.ts';

const table = openTablePatiently(readConfig('TABLE_NAME').TABLE_NAME);

interface ObjectCreated {
  bucket: { name: string };
  object: { key: string; size: number; 'version-id'?: string };
}

/** S3 says that an object has been written: if it is the one that a file waits for, the file has arrived. */
export async function handler(event: EventBridgeEvent<'Object Created', ObjectCreated>): Promise<void> {
  const { key, size, 'version-id': versionId } = event.detail.object;
  const reference = fileOfObject(key);
  const staged = stagedFileOfObject(key);
  if (reference === undefined && staged === undefined) return;
  if (versionId === undefined) throw new Error(`The event for ${key} names no version: the bucket must keep versions.`);
  if (staged !== undefined) await arriveStaged(table, staged, { objectKey: key, versionId, size });
  if (reference === undefined) return;
  const file = await getFile(table, reference.submissionId, reference.fileKey);
  if (file?.objectKey !== key) {
    log.warn('object belongs to no announced file', { key });
    return;
  }
  await arrive(table, file, { versionId, size });
}
