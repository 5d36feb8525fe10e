import { S3Error } from '../errors.ts';
import type { ObjectExchange } from '../exchange.ts';
import { requiredInteger } from '../http/parameters.ts';
import { findUpload, type Upload } from '../store/uploads.ts';

const MOST_PARTS = 10_000;

/** The upload that `uploadId` names, of this very bucket and key. */
export function requireUpload({ store, bucket, key, request }: ObjectExchange): Upload {
  const upload = findUpload(store.database, bucket.name, key, request.query.get('uploadId') ?? '');
  if (!upload) throw new S3Error('NoSuchUpload');
  return upload;
}

export function partNumber({ request }: ObjectExchange): number {
  return requiredInteger(request, 'partNumber', 1, MOST_PARTS);
}
