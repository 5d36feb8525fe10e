import { createHash } from 'node:crypto';
import type { Bucket } from '../../adapters/s3/client.ts';
import { putObject } from '../../adapters/s3/objects.ts';

/** Changes of a file's record once its bytes came through the API: an upload that was announced before is given up. */
export const RELAYED = {
  uploadId: undefined,
  partSize: undefined,
  declaredSize: undefined,
  declaredSha256: undefined,
  state: 'arrived',
} as const;

/** Stores bytes that came through the API, as an object of their own. @returns what the record says of them */
export async function storeRelayed(bucket: Bucket, objectKey: string, bytes: Buffer) {
  const { versionId, size, sha256 } = await putObject({
    bucket,
    key: objectKey,
    body: bytes,
    contentType: 'application/octet-stream',
    ifNoneMatch: true,
  });
  if (versionId === undefined) throw new Error('The upload bucket does not keep versions.');
  const md5 = createHash('md5').update(bytes).digest('hex');
  return { objectKey, versionId, size, proved: { md5, sha256 } };
}
