import { type Checksum, checksumHeader } from '../body/checksums.ts';
import type { IncomingBody } from '../body/incoming.ts';
import type { BodyDigests } from '../body/running-digests.ts';
import { type Extent, wholeBlob } from '../store/extents.ts';
import type { Store } from '../store/store.ts';

export interface Ingested extends BodyDigests {
  /** Bytes */
  readonly size: number;
  readonly extents: readonly Extent[];
}

/** Something whose bytes can be read once and whose digests are known then. */
export type Readout = Pick<IncomingBody, 'read' | 'digests'>;

/**
 * Writes a body to a file and gives it to `keep`, which makes the record. Where the body proves wrong or `keep` refuses,
 * the file is removed again.
 */
export async function ingest<T>(store: Store, body: Readout, keep: (ingested: Ingested) => T): Promise<T> {
  const { blob, size } = await store.blobs.write(body.read());
  try {
    const kept = keep({ ...body.digests(), size, extents: wholeBlob(blob, size) });
    // Nothing refers to a file of no bytes.
    if (size === 0) store.blobs.remove([blob]);
    return kept;
  } catch (error) {
    store.blobs.remove([blob]);
    throw error;
  }
}

/** The checksum of a body as that of a whole object. */
export function fullObject({ checksum }: BodyDigests): Checksum {
  return { ...checksum, type: 'FULL_OBJECT' };
}

export function checksumHeaders({ algorithm, type, value }: Checksum): Record<string, string> {
  return { [checksumHeader(algorithm)]: value, 'x-amz-checksum-type': type };
}
