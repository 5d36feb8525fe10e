import { S3Error } from '../errors.ts';
import { type Origin, objectCreated } from '../objects/event.ts';
import type { Bucket } from './buckets.ts';
import { randomName } from './ids.ts';
import type { Store } from './store.ts';
import {
  currentVersion,
  deleteVersions,
  insertVersion,
  type NewVersion,
  NULL_VERSION,
  type ObjectVersion,
} from './versions.ts';

/** What a conditional write demands of the object that is there now. */
export interface WriteCondition {
  readonly mustNotExist?: boolean;
  /** Without quotation marks. */
  readonly etag?: string;
}

export interface Draft extends Omit<NewVersion, 'id' | 'bucket' | 'versionId' | 'marker' | 'modified'> {
  readonly condition?: WriteCondition;
  /** Gives the new version its bytes, within the transaction; throws where they are gone. */
  readonly attach: (owner: number) => void;
  readonly origin: Origin;
}

/** Stores a new version and its event in one transaction, then starts the event's delivery. */
export function commitVersion(store: Store, bucket: Bucket, draft: Draft): NewVersion {
  const { condition, attach, origin, ...content } = draft;
  const { database, outbox } = store;
  const id = store.nextId();
  const versionId = versionIdFor(bucket);
  const version = { ...content, id, bucket: bucket.name, versionId, marker: false, modified: store.now().getTime() };
  const { freed, event } = database.transaction(() => {
    if (condition) checkCondition(condition, currentVersion(database, bucket.name, draft.key));
    attach(id);
    return {
      freed: insertVersion(database, bucket, version),
      event: bucket.eventBridge ? outbox.add(objectCreated(bucket, version, origin)) : undefined,
    };
  });
  store.blobs.remove(freed);
  if (event !== undefined) outbox.deliver(event);
  return version;
}

function checkCondition(condition: WriteCondition, current: ObjectVersion | undefined): void {
  const there = current && !current.marker ? current : undefined;
  if (condition.mustNotExist && there) throw new S3Error('PreconditionFailed');
  if (condition.etag === undefined) return;
  if (!there) throw new S3Error('NoSuchKey');
  if (there.etag !== condition.etag) throw new S3Error('PreconditionFailed');
}

function versionIdFor(bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? randomName() : NULL_VERSION;
}

/** Hides an object behind a delete marker, or removes it where the bucket was never versioned. */
export function deleteObject(store: Store, bucket: Bucket, key: string): { marker?: string } {
  const { database } = store;
  if (bucket.versioning === 'Off') {
    const there = currentVersion(database, bucket.name, key);
    if (there) removeVersions(store, [there]);
    return {};
  }
  const marker = {
    id: store.nextId(),
    bucket: bucket.name,
    key,
    versionId: versionIdFor(bucket),
    marker: true,
    size: 0,
    etag: '',
    modified: store.now().getTime(),
    headers: {},
    tags: [],
    partCount: 0,
  };
  store.blobs.remove(database.transaction(() => insertVersion(database, bucket, marker)));
  return { marker: marker.versionId };
}

export function removeVersions(store: Store, versions: readonly ObjectVersion[]): void {
  store.blobs.remove(store.database.transaction(() => deleteVersions(store.database, versions)));
}
