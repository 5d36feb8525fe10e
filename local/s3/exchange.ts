import type { Caller } from '../aws/caller.ts';
import type { Authenticated } from './auth/authenticate.ts';
import type { S3Request } from './http/request.ts';
import type { Bucket } from './store/buckets.ts';
import type { Store } from './store/store.ts';

/** One authenticated request and what it needs to be answered. */
export interface Exchange {
  readonly request: S3Request;
  readonly caller: Caller;
  readonly signature: Authenticated;
  readonly store: Store;
}

/** A request to a bucket that exists and that belongs to whom the request expects. */
export interface BucketExchange extends Exchange {
  readonly bucket: Bucket;
}

export interface ObjectExchange extends BucketExchange {
  readonly key: string;
}
