import type { HeaderMap, QueryPairs } from './canonical.ts';
import { type CredentialScope, parseAmzDate, parseCredential } from './credentials.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Seven days: the longest life of a pre-signed URL. */
const MAX_EXPIRES_SECONDS = 604_800;

export type SigV4Failure =
  /** The request carries no signature at all. */
  | 'MissingAuthentication'
  | 'Malformed'
  | 'UnknownAccessKey'
  /** The scope names another region or service than the one asked. */
  | 'WrongScope'
  | 'RequestTimeTooSkewed'
  /** A pre-signed URL after its time. */
  | 'Expired'
  /** An `x-amz-*` header, or `host`, is there but not covered by the signature. */
  | 'HeadersNotSigned'
  | 'SignatureDoesNotMatch';

export interface SigV4Refused {
  readonly ok: false;
  readonly failure: SigV4Failure;
  readonly message: string;
  /** The access key that the request names, where one can be read. */
  readonly accessKeyId?: string;
}

/** What a request says about its own signature, before anything of it is believed. */
export interface Claim {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly signedAt: Date;
  readonly amzDate: string;
  /** Seconds; only in pre-signed URLs. */
  readonly expires?: number;
}

export function refuse(failure: SigV4Failure, message: string, accessKeyId?: string): SigV4Refused {
  return { ok: false, failure, message, ...(accessKeyId === undefined ? {} : { accessKeyId }) };
}

export function readClaim(headers: HeaderMap, query: QueryPairs): Claim | SigV4Refused {
  const { authorization } = headers;
  const presigned = query.some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm');
  if (presigned && authorization !== undefined)
    return refuse('Malformed', 'The request is signed twice: in its headers and in its query.');
  if (presigned) return readQueryClaim(query);
  if (typeof authorization === 'string') return readHeaderClaim(authorization, headers);
  return refuse('MissingAuthentication', 'The request carries no signature.');
}

function readHeaderClaim(authorization: string, headers: HeaderMap): Claim | SigV4Refused {
  const match = /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/.exec(
    authorization,
  );
  const amzDate = headers['x-amz-date'];
  if (!match || typeof amzDate !== 'string')
    return refuse(
      'Malformed',
      `Authorization must be ${ALGORITHM} with Credential, SignedHeaders, Signature and X-Amz-Date.`,
    );
  const [, credential = '', signedHeaders = '', signature = ''] = match;
  return assemble({ credential, signedHeaders, signature, amzDate });
}

function readQueryClaim(query: QueryPairs): Claim | SigV4Refused {
  const only = (name: string) => {
    const values = query.filter(([each]) => each === name);
    return values.length === 1 ? values[0]?.[1] : undefined;
  };
  const credential = only('X-Amz-Credential');
  const signedHeaders = only('X-Amz-SignedHeaders');
  const signature = only('X-Amz-Signature');
  const amzDate = only('X-Amz-Date');
  const expires = Number(only('X-Amz-Expires')?.match(/^\d+$/)?.[0] ?? Number.NaN);
  if (only('X-Amz-Algorithm') !== ALGORITHM || !credential || !signedHeaders || !signature || !amzDate)
    return refuse(
      'Malformed',
      'A pre-signed URL needs X-Amz-Algorithm, -Credential, -Date, -SignedHeaders and -Signature, once each.',
    );
  if (!(expires >= 1 && expires <= MAX_EXPIRES_SECONDS))
    return refuse('Malformed', `X-Amz-Expires must be between 1 and ${MAX_EXPIRES_SECONDS} seconds.`);
  return assemble({ credential, signedHeaders, signature, amzDate, expires });
}

interface RawClaim {
  credential: string;
  signedHeaders: string;
  signature: string;
  amzDate: string;
  expires?: number;
}

function assemble(raw: RawClaim): Claim | SigV4Refused {
  const scope = parseCredential(raw.credential);
  const signedAt = parseAmzDate(raw.amzDate);
  if (!scope) return refuse('Malformed', 'Credential must be key/YYYYMMDD/region/service/aws4_request.');
  if (!signedAt || !raw.amzDate.startsWith(scope.date))
    return refuse('Malformed', 'X-Amz-Date must be YYYYMMDDTHHMMSSZ, on the day of the credential scope.');
  const signedHeaders = raw.signedHeaders.split(';');
  if (signedHeaders.some((name) => name === '' || name !== name.toLowerCase()))
    return refuse('Malformed', 'SignedHeaders must be lower-case names joined by semicolons.');
  const { signature, amzDate, expires } = raw;
  return { scope, signedHeaders, signature, signedAt, amzDate, ...(expires === undefined ? {} : { expires }) };
}
