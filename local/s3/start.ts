import type { Readable } from 'node:stream';
import type { Callers } from '../aws/caller.ts';
import type { BusEvent } from '../aws/event.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { checkBucketName } from './buckets/manage.ts';
import { listen } from './http/server.ts';
import { type Expired, expire } from './lifecycle.ts';
import { contentStream } from './objects/content.ts';
import { parseRange, wholeRange } from './objects/range.ts';
import { contentHeaders } from './objects/read.ts';
import { openStore, type Store } from './store/store.ts';
import { currentVersion } from './store/versions.ts';

export interface S3Options {
  /** 0 takes a free one. */
  readonly port: number;
  /** Everything is kept in this folder; it is made if it is not there. */
  readonly directory: string;
  readonly callers: Callers;
  /** Takes the events of buckets with EventBridge on; an event is sent until this resolves, at least once. */
  readonly emit: (event: BusEvent) => Promise<void>;
  readonly now?: () => Date;
}

export interface StoredObject {
  /** 200, or 206 where a range was asked for. */
  readonly status: number;
  /** By lower-case name, as GetObject sends them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or destroyed. */
  readonly stream: Readable;
}

export interface S3Service {
  readonly url: string;
  close(): Promise<void>;
  /** Makes the bucket, or brings an existing one to these settings; what it holds stays. */
  ensureBucket(name: string, settings: BucketSettings): Promise<void>;
  /**
   * Reads an object without a request or a signature, for the content delivery emulation.
   * @param range the value of a `Range` header
   * @returns `undefined` where there is no such bucket or object
   * @throws S3Error InvalidRange where the range lies outside the object
   */
  readObject(bucket: string, key: string, range?: string): StoredObject | undefined;
  /** Applies the buckets' lifecycle rules as of `now`. */
  expire(now: Date): Expired;
}

/** Starts the local S3 on a loopback port. */
export async function startS3(options: S3Options): Promise<S3Service> {
  const { port, directory, callers, emit, now = () => new Date() } = options;
  const store = await openStore({ directory, emit, now });
  const server = await listen(port, { store, callers });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await store.close();
    },
    ensureBucket: async (name, settings) => {
      checkBucketName(name);
      store.buckets.ensure(name, settings, now());
    },
    readObject: (bucket, key, range) => read(store, { bucket, key, range }),
    expire: (at) => expire(store, at),
  };
}

function read(
  store: Store,
  { bucket: name, key, range }: { bucket: string; key: string; range: string | undefined },
): StoredObject | undefined {
  const bucket = store.buckets.find(name);
  const version = bucket && currentVersion(store.database, name, key);
  if (!bucket || !version || version.marker) return undefined;
  const bytes = parseRange(range, version.size);
  return {
    status: bytes ? 206 : 200,
    headers: contentHeaders(bucket, version, bytes),
    stream: contentStream(store, version.id, bytes ?? wholeRange(version.size)),
  };
}
