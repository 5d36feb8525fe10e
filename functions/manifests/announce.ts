import { randomUUID } from 'node:crypto';
import { presignPut } from '../../adapters/s3/presign.ts';
import { manifestKey } from '../../domain/manifest/upload.ts';
import { type Call, created, type Reply } from '../http/route.ts';
import { uploads } from './buckets.ts';
import type { routes } from './routes.ts';

/** Role credentials may end the URL sooner; a new one costs nothing. */
const URL_SECONDS = 3600;

/**
 * The URL for a manifest that does not fit through API Gateway and Lambda. Nothing is recorded: the reference is part
 * of the object's key, and what is never submitted expires as every object of the upload bucket does.
 */
export async function announceManifest(call: Call<(typeof routes)['announceManifest']>): Promise<Reply> {
  const reference = randomUUID();
  const { size, sha256 } = call.body;
  const { url, method, headers, expiresAt } = await presignPut({
    bucket: uploads,
    key: manifestKey(call.principal.userId, reference) ?? '',
    expiresIn: URL_SECONDS,
    size,
    ifNoneMatch: true,
    ...(sha256 !== undefined && { sha256Hex: sha256 }),
  });
  return created({ manifest: reference, url, method, headers, expires: expiresAt.toISOString() });
}
