import type { Callers } from '../../aws/caller.ts';
import { type SigV4Accepted, type SigV4Failure, verifySigV4 } from '../../aws/sigv4.ts';
import { S3Error, type S3ErrorCode } from '../errors.ts';
import type { S3Request } from '../http/request.ts';

/** How the body is covered by the signature. */
export type Payload =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'sha256'; readonly hex: string }
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean };

export interface Authenticated {
  readonly accepted: SigV4Accepted;
  readonly payload: Payload;
  readonly amzDate: string;
}

const CODES: Readonly<Record<SigV4Failure, S3ErrorCode>> = {
  MissingAuthentication: 'AccessDenied',
  Malformed: 'AuthorizationHeaderMalformed',
  UnknownAccessKey: 'InvalidAccessKeyId',
  WrongScope: 'AuthorizationHeaderMalformed',
  RequestTimeTooSkewed: 'RequestTimeTooSkewed',
  Expired: 'AccessDenied',
  HeadersNotSigned: 'AccessDenied',
  SignatureDoesNotMatch: 'SignatureDoesNotMatch',
};

/** Verifies who signed a request; throws the error that S3 answers with where nobody did. */
export function authenticate(request: S3Request, callers: Callers, now: Date): Authenticated {
  const presigned = request.amz.has('x-amz-signature');
  const payloadHash = request.amz.get('x-amz-content-sha256') ?? (presigned ? 'UNSIGNED-PAYLOAD' : '');
  const { method, target, headers } = request;
  const result = verifySigV4({ method, target, headers, payloadHash }, { service: 's3', callers, now });
  if (!result.ok) throw new S3Error(codeOf(result.failure, presigned), messageOf(result.failure, result.message));
  return { accepted: result, payload: payloadOf(payloadHash), amzDate: request.amz.get('x-amz-date') ?? '' };
}

function codeOf(failure: SigV4Failure, presigned: boolean): S3ErrorCode {
  const code = CODES[failure];
  return presigned && code === 'AuthorizationHeaderMalformed' ? 'AuthorizationQueryParametersError' : code;
}

function messageOf(failure: SigV4Failure, message: string): string | undefined {
  return failure === 'MissingAuthentication' ? undefined : message;
}

function payloadOf(hash: string): Payload {
  if (hash === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' };
  if (/^[0-9a-f]{64}$/.test(hash)) return { kind: 'sha256', hex: hash };
  const streaming = /^STREAMING-(UNSIGNED-PAYLOAD|AWS4-HMAC-SHA256-PAYLOAD)(-TRAILER)?$/.exec(hash);
  if (streaming && hash !== 'STREAMING-UNSIGNED-PAYLOAD')
    return { kind: 'chunked', signed: streaming[1] !== 'UNSIGNED-PAYLOAD', trailer: streaming[2] !== undefined };
  throw new S3Error(
    hash === '' ? 'MissingSecurityHeader' : 'InvalidRequest',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a SHA-256 in hex, or a kind of stream that S3 knows.',
  );
}
