import { CHECKSUM_ALGORITHMS, type Checksum, checksumHeader, type RunningDigest } from '../body/checksums.ts';
import { combineCrcs } from '../body/crc-combine.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../http/request.ts';
import type { Part, Upload } from '../store/uploads.ts';

/**
 * The checksum of an object, from those of its parts: their CRCs combined, or the digest of their digests.
 * @param digest a fresh one of the upload's algorithm
 */
export function wholeChecksum({ algorithm, type }: Upload, parts: readonly Part[], digest: RunningDigest): Checksum {
  if (type === 'FULL_OBJECT') {
    const crcs = parts.map((part) => ({ value: part.checksum.value, size: part.size }));
    return { algorithm, type, value: combineCrcs(algorithm, crcs) };
  }
  for (const part of parts) digest.update(Buffer.from(part.checksum.value, 'base64'));
  return { algorithm, type, value: `${digest.digest().toString('base64')}-${parts.length}` };
}

/** What the completing client says about the whole object must be so. */
export function checkDeclaredWhole({ amz }: S3Request, checksum: Checksum, size: number): void {
  const declaredSize = amz.get('x-amz-mp-object-size');
  if (declaredSize !== undefined && declaredSize !== String(size))
    throw new S3Error(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header does not match what was computed: ${size}`,
    );
  const type = amz.get('x-amz-checksum-type');
  if (type !== undefined && type !== checksum.type)
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using the ${checksum.type} checksum type, not ${type}.`,
    );
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = amz.get(checksumHeader(algorithm));
    if (value === undefined) continue;
    const same = value === checksum.value || value === checksum.value.replace(/-\d+$/, '');
    if (algorithm !== checksum.algorithm || !same)
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  }
}
