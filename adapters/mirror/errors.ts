import { S3ServiceException } from '@aws-sdk/client-s3';
import { isTransient, statusOf } from '../s3/errors.ts';

/** The mirror did not answer, or asked to slow down. The state machine repeats a step that fails with this name. */
export class MirrorUnavailable extends Error {
  override readonly name = 'MirrorUnavailable';
}

/** The mirror answered and said no: wrong key, missing bucket, missing permission. Somebody must change something. */
export class MirrorRefused extends Error {
  override readonly name = 'MirrorRefused';
}

/** What arrived at the mirror is not what was sent. */
export class MirrorMismatch extends Error {
  override readonly name = 'MirrorMismatch';
}

/** The mirror sent the bytes back as damaged on their way: a repetition sends them again. */
const DAMAGED = new Set(['BadDigest', 'IncompleteBody', 'RequestTimeout']);

/** Its code, or the HTTP status: the answer to a HEAD has no body that could give one. */
const reasonOf = (error: Error): string =>
  error.name.startsWith('Unknown') || /^\d+$/.test(error.name)
    ? `HTTP ${statusOf(error)}`
    : `${error.name}: ${error.message}`;

function advice(error: Error): string {
  switch (error.name) {
    case 'SignatureDoesNotMatch':
    case 'InvalidAccessKeyId':
    case 'InvalidSecurity':
      return 'Check the HMAC key in the secret.';
    case 'AccessDenied':
      return 'Give the service account of the HMAC key the role Storage Object User on the bucket.';
    case 'NoSuchBucket':
      return 'Create the bucket or correct its name.';
    default:
      return isCredentialFault(error) ? 'Check the HMAC key in the secret and what its account may do.' : '';
  }
}

/** Whether the mirror refused the credentials, which may have been replaced since they were loaded. */
export const isCredentialFault = (error: unknown): boolean =>
  error instanceof Error && (statusOf(error) === 403 || statusOf(error) === 401);

/** Runs one call to the mirror; its errors say whether a repetition can help. */
export async function atMirror<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `${what}: ${reasonOf(error)} ${advice(error)}`.trimEnd();
    if (isTransient(error) || DAMAGED.has(error.name)) throw new MirrorUnavailable(message, { cause: error });
    if (error instanceof S3ServiceException) throw new MirrorRefused(message, { cause: error });
    throw error;
  }
}
