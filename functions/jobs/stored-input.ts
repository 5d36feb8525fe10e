import { randomUUID } from 'node:crypto';
import { putObject } from '../../adapters/s3/objects.ts';
import { inputName } from '../../domain/job/input-name.ts';
import type { JobRequest } from '../../domain/job/runnable-job.ts';
import { uploads } from './buckets.ts';

/** The submitted file as it is stored: one object for all jobs of the request. */
export interface StoredInput {
  name: string;
  key: string;
  versionId: string;
  size: number;
  /** hexadecimal; S3 has checked the stored bytes against it */
  sha256: string;
}

/** If nothing comes of the submission, the object expires with the others of its bucket. */
export async function storeInput(batchUuid: string, file: JobRequest['file']): Promise<StoredInput> {
  if (file === undefined) throw new Error('A submission without a file was let through.');
  const name = inputName(file.name);
  const key = `jobs/${batchUuid}/${randomUUID()}/${name}`;
  const { versionId, size, sha256 } = await putObject({
    bucket: uploads,
    key,
    body: file.bytes,
    contentType: 'application/octet-stream',
  });
  if (versionId === undefined) throw new Error(`S3 stored ${key} without a version: the bucket must keep versions.`);
  return { name, key, versionId, size, sha256 };
}
