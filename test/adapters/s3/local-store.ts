import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { openBucket } from '../../../adapters/s3/client.ts';
import { startS3 } from '../../../local/s3/start.ts';

const OWNER = '000000000000';
const key = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'local-test-secret' };

/** The local S3 with one versioned bucket, and a client of the real SDK with leave to do everything. */
export async function localStore(bucketName: string) {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-s3-'));
  const operator = { ...key, name: 'operator', allows: () => true };
  const service = await startS3({
    port: 0,
    directory,
    callers: { find: (id) => (id === key.accessKeyId ? operator : undefined) },
    emit: async () => undefined,
  });
  await service.ensureBucket(bucketName, { versioned: true });
  const config = { endpoint: service.url, region: 'us-east-1', credentials: key };
  const client = new S3Client({
    ...config,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const close = async () => {
    client.destroy();
    await service.close();
    await rm(directory, { recursive: true });
  };
  return { url: service.url, key, bucket: openBucket(client, bucketName, OWNER), service, close };
}
