import type { Callers } from '../../aws/caller.ts';
import { authenticate } from '../auth/authenticate.ts';
import { checkOwner } from '../auth/permission.ts';
import { preflight } from '../buckets/cors.ts';
import { S3Error } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { selectOperation } from '../operations/select.ts';
import { postObject } from '../post/post-object.ts';
import type { Bucket } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';
import type { S3Request } from './request.ts';
import type { S3Response } from './response.ts';

export interface Service {
  readonly store: Store;
  readonly callers: Callers;
}

/** Answers one request: who signed it, what it means, whether it may, and then does it. */
export async function handle(request: S3Request, { store, callers }: Service): Promise<S3Response> {
  if (request.method === 'OPTIONS') return preflight(requireBucket(request, store).cors, request.headers);
  if (isFormUpload(request))
    return await postObject({ request, store, callers, bucket: requireBucket(request, store) });

  const signature = authenticate(request, callers, store.now());
  const operation = selectOperation(request);
  const exchange: Exchange = { request, signature, store, caller: signature.accepted.caller };
  switch (operation.level) {
    case 'service':
      return await operation.run(exchange);
    case 'new bucket':
      return await operation.run(exchange, request.bucket ?? '');
    case 'bucket':
      return await operation.run({ ...exchange, bucket: ownBucket(request, store) });
    case 'object':
      return await operation.run({ ...exchange, bucket: ownBucket(request, store), key: request.key ?? '' });
  }
}

function isFormUpload({ method, key, headers }: S3Request): boolean {
  return method === 'POST' && key === undefined && (headers['content-type'] ?? '').startsWith('multipart/form-data');
}

function ownBucket(request: S3Request, store: Store): Bucket {
  const bucket = requireBucket(request, store);
  checkOwner(request);
  return bucket;
}

function requireBucket(request: S3Request, store: Store): Bucket {
  const bucket = request.bucket === undefined ? undefined : store.buckets.find(request.bucket);
  if (!bucket) throw new S3Error('NoSuchBucket');
  return bucket;
}
