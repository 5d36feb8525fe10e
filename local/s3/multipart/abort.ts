import { demand, objectArn } from '../auth/permission.ts';
import type { ObjectExchange } from '../exchange.ts';
import { emptyResponse, type S3Response } from '../http/response.ts';
import type { Store } from '../store/store.ts';
import { deleteUpload } from '../store/uploads.ts';
import { requireUpload } from './find-upload.ts';

export function abortMultipartUpload(exchange: ObjectExchange): S3Response {
  const { store, bucket, key } = exchange;
  demand(exchange, 's3:AbortMultipartUpload', objectArn(bucket.name, key));
  removeUpload(store, requireUpload(exchange).id);
  return emptyResponse(204);
}

/** Removes an upload with its parts. */
export function removeUpload(store: Store, upload: string): void {
  store.blobs.remove(store.database.transaction(() => deleteUpload(store.database, upload)));
}
