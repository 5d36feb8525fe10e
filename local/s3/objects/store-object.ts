import type { Bucket } from '../store/buckets.ts';
import { commitVersion, type Draft } from '../store/commit.ts';
import { insertExtents } from '../store/extents.ts';
import type { Store } from '../store/store.ts';
import type { NewVersion } from '../store/versions.ts';
import { fullObject, ingest, type Readout } from './ingest.ts';

/** What is known of an object before its bytes have come. */
type ObjectDraft = Pick<Draft, 'key' | 'headers' | 'tags' | 'origin' | 'condition'>;

/** Stores a body as an object; where the body proves wrong or a condition does not hold, nothing is left of it. */
export async function storeObject(
  store: Store,
  bucket: Bucket,
  body: Readout,
  draft: ObjectDraft,
): Promise<NewVersion> {
  return await ingest(store, body, (ingested) =>
    commitVersion(store, bucket, {
      ...draft,
      partCount: 0,
      size: ingested.size,
      etag: ingested.md5.toString('hex'),
      checksum: fullObject(ingested),
      attach: (owner) => {
        insertExtents(store.database, owner, ingested.extents);
      },
    }),
  );
}
