import { DomainError } from '../../domain/errors.ts';

/** Which object a call was about, for messages. */
export interface Place {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}

const named = ({ bucket, key, versionId }: Place): string =>
  `${key} in bucket ${bucket}${versionId === undefined ? '' : `, version ${versionId}`}`;

export class ObjectMissing extends DomainError {
  constructor(place: Place, cause?: unknown) {
    super('notFound', `There is no object ${named(place)}.`, { cause });
    this.name = 'ObjectMissing';
  }
}

/** The object may be written once only, and it is there already. */
export class ObjectExists extends DomainError {
  constructor(place: Place, cause?: unknown) {
    super('conflict', `The object ${named(place)} exists already and is not overwritten.`, { cause });
    this.name = 'ObjectExists';
  }
}

/** The multipart upload was completed, aborted, or has expired. */
export class UploadMissing extends DomainError {
  constructor(place: Place, cause?: unknown) {
    super('gone', `The multipart upload of ${named(place)} is no longer open. Announce the file again.`, { cause });
    this.name = 'UploadMissing';
  }
}

/** S3 refused the bytes because they do not match the checksum that came with them. */
export class BytesRefused extends DomainError {
  constructor(place: Place, cause?: unknown) {
    super('invalid', `The bytes of ${named(place)} do not match their checksum. Send them again.`, { cause });
    this.name = 'BytesRefused';
  }
}

/** S3 did not answer, or asked to slow down, even after the SDK's own retries. The same call may succeed later. */
export class StoreUnavailable extends DomainError {
  constructor(place: Place, cause?: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'no answer';
    super('unavailable', `S3 could not serve ${named(place)} (${reason}). Try again.`, { retryAfter: 5, cause });
    this.name = 'StoreUnavailable';
  }
}

const missing = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound']);
const refused = new Set(['BadDigest', 'XAmzContentChecksumMismatch', 'XAmzContentSHA256Mismatch']);
const transient = new Set([
  'SlowDown',
  'RequestTimeout',
  'ThrottlingException',
  'ConditionalRequestConflict',
  'TimeoutError',
  'AbortError',
  'ECONNRESET',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The HTTP status of an answer that became an error, 0 where there was none; a proxy's 502 page is an answer too. */
export function statusOf(error: Error): number {
  if (!('$metadata' in error)) return 0;
  const { $metadata: metadata } = error;
  const hasStatus = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return hasStatus && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

/** Whether the same call may succeed later: no answer, a server error, or a request to slow down. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  if (status >= 500 || status === 429) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return transient.has(error.name) || transient.has(code);
}

/** Translates what S3 says into what a use case can act on; everything else passes unchanged, as a fault of ours. */
export function translated(error: unknown, place: Place): unknown {
  if (!(error instanceof Error)) return error;
  if (missing.has(error.name)) return new ObjectMissing(place, error);
  if (error.name === 'NoSuchUpload') return new UploadMissing(place, error);
  if (error.name === 'PreconditionFailed') return new ObjectExists(place, error);
  if (refused.has(error.name)) return new BytesRefused(place, error);
  if (isTransient(error)) return new StoreUnavailable(place, error);
  return error;
}

/** Runs one call about one object and translates its errors. */
export async function at<T>(place: Place, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error, place);
  }
}
