import type { ChecksumAlgorithm } from '../body/checksums.ts';
import { type BodyDigests, startDigests } from '../body/running-digests.ts';
import { S3Error } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { ObjectVersion } from '../store/versions.ts';
import { contentStream } from './content.ts';
import { type ByteRange, rangeLength } from './range.ts';

/**
 * The digests of a range of an object. They are known without reading where the range is all of an object that was put
 * at once and has this kind of checksum; else the bytes are read and hashed, though still not copied.
 */
export async function digestsOfRange(
  store: Store,
  version: ObjectVersion,
  range: ByteRange,
  algorithm: ChecksumAlgorithm,
): Promise<BodyDigests> {
  const { checksum, partCount, etag, size } = version;
  if (rangeLength(range) === size && partCount === 0 && checksum?.algorithm === algorithm)
    return { md5: Buffer.from(etag, 'hex'), checksum: { algorithm, value: checksum.value } };
  const running = await startDigests(algorithm);
  for await (const chunk of contentStream(store, version.id, range) as AsyncIterable<Buffer>) running.update(chunk);
  return running.end();
}

/** Throws where a version was removed while its bytes were read: its files may be gone with it. */
export function requireStill(store: Store, version: ObjectVersion): void {
  if (!store.database.get('SELECT 1 FROM versions WHERE id = ?', version.id)) throw new S3Error('NoSuchKey');
}
