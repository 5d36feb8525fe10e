import { S3Error } from '../errors.ts';
import type { S3Request } from '../http/request.ts';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumAlgorithm,
  isDigestOf,
} from './checksums.ts';

/** The one checksum that a request declares: in a header, or to follow in the trailer. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; absent where the trailer brings it. */
  readonly value?: string;
}

export function declaredChecksum(request: S3Request): DeclaredChecksum | undefined {
  const trailer = request.amz.get('x-amz-trailer')?.toLowerCase();
  const declared: DeclaredChecksum[] = [];
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const header = checksumHeader(algorithm);
    const value = request.amz.get(header);
    if (value !== undefined) declared.push({ algorithm, value: checkedValue(algorithm, value) });
    if (trailer === header) declared.push({ algorithm });
  }
  if (trailer !== undefined && !declared.some((each) => each.value === undefined))
    throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  if (declared.length > 1)
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  checkAnnounced(request, declared[0]);
  return declared[0];
}

/** The SDK announces the algorithm in a header of its own; a pre-signed URL may announce and then not send one. */
function checkAnnounced(request: S3Request, declared: DeclaredChecksum | undefined): void {
  const announced = request.amz.get('x-amz-sdk-checksum-algorithm');
  // The SDK's oldest algorithm travels as Content-MD5.
  const asMd5 = announced === 'MD5' && request.headers['content-md5'] !== undefined;
  if (announced === undefined || asMd5) return;
  if (!declared)
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  if (announced.toUpperCase() !== declared.algorithm)
    throw new S3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
}

export function checkedValue(algorithm: ChecksumAlgorithm, value: string): string {
  if (isDigestOf(algorithm, value)) return value;
  throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
}

/** The algorithm that `x-amz-checksum-algorithm` chooses for an object that is to be made. */
export function chosenAlgorithm({ amz }: S3Request): ChecksumAlgorithm | undefined {
  const name = amz.get('x-amz-checksum-algorithm')?.toUpperCase();
  if (name === undefined || isChecksumAlgorithm(name)) return name;
  throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
}

/** Base64 of the MD5 in Content-MD5. */
export function declaredMd5(request: S3Request): string | undefined {
  const header = request.headers['content-md5'];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !isDigestOf('MD5', header)) throw new S3Error('InvalidDigest');
  return header;
}
