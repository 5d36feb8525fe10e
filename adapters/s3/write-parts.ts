import { createHash } from 'node:crypto';
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { addressed } from './client.ts';
import { at } from './errors.ts';
import type { Upload } from './multipart.ts';

/** Writes one part of a multipart upload from memory, in the place of what it had; S3 checks the bytes. */
export async function writePart({ bucket, key, uploadId }: Upload, partNumber: number, bytes: Uint8Array) {
  const checked = { ContentMD5: createHash('md5').update(bytes).digest('base64') };
  await at({ bucket: bucket.name, key }, () =>
    bucket.client.send(
      new UploadPartCommand({
        ...addressed(bucket),
        Key: key,
        UploadId: uploadId,
        PartNumber: partNumber,
        Body: bytes,
        ...checked,
      }),
    ),
  );
}
