import { REGION } from './account.ts';
import type { Caller, Callers } from './caller.ts';
import { canonicalPath, canonicalRequest, type HeaderMap, sha256Hex, splitTarget } from './canonical.ts';
import { ALGORITHM, type Claim, readClaim, refuse, type SigV4Refused } from './claim.ts';
import { type CredentialScope, hmac, matchesHex, signingKey } from './credentials.ts';

export type { SigV4Failure, SigV4Refused } from './claim.ts';

/** AWS accepts clocks that are off by up to 15 minutes. */
const MAX_SKEW_MS = 15 * 60 * 1000;

export interface SigV4Request {
  readonly method: string;
  /** The request target exactly as received: path and query, still percent-encoded. */
  readonly target: string;
  readonly headers: HeaderMap;
  /** Lower-case hex SHA-256 of the body, or what stands in its place (`UNSIGNED-PAYLOAD`, `STREAMING-…`). */
  readonly payloadHash: string;
}

export interface SigV4Options {
  /** The signing name: `s3`, `dynamodb`, `states`, `events`, `ses`, `lambda`, `secretsmanager`. */
  readonly service: string;
  readonly callers: Callers;
  readonly now: Date;
}

export interface SigV4Accepted {
  readonly ok: true;
  readonly caller: Caller;
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signedAt: Date;
  readonly presigned: boolean;
  readonly scope: CredentialScope;
  /** Hex; the seed of the chunk signatures of a signed stream. */
  readonly signature: string;
}

/** Verifies one header-signed or query-signed request; never throws on what a client sent. */
export function verifySigV4(request: SigV4Request, options: SigV4Options): SigV4Accepted | SigV4Refused {
  const target = splitTarget(request.target);
  const path = target && canonicalPath(target.path, options.service);
  if (!target || path === undefined) return refuse('Malformed', 'The path or the query is not valid percent-encoding.');
  const claim = readClaim(request.headers, target.query);
  if ('ok' in claim) return claim;
  const { accessKeyId } = claim.scope;
  const caller = options.callers.find(accessKeyId);
  if (!caller) return refuse('UnknownAccessKey', `No caller has the access key ${accessKeyId}.`, accessKeyId);
  const refusal = checkScope(claim, options.service) ?? checkTime(claim, options.now) ?? checkSigned(claim, request);
  if (refusal) return { ...refusal, accessKeyId };

  const canonical = canonicalRequest({ ...request, path, query: target.query, signedHeaders: claim.signedHeaders });
  const digest = hmac(signingKey(caller.secretAccessKey, claim.scope), stringToSign(claim, canonical));
  if (!matchesHex(digest, claim.signature))
    return refuse('SignatureDoesNotMatch', 'The signature does not match the request and the secret key.', accessKeyId);
  const { signedHeaders, signedAt, scope, signature } = claim;
  const presigned = claim.expires !== undefined;
  return { ok: true, caller, accessKeyId, signedHeaders, signedAt, presigned, scope, signature };
}

function stringToSign(claim: Claim, canonical: string): string {
  const { date, region, service } = claim.scope;
  return [ALGORITHM, claim.amzDate, `${date}/${region}/${service}/aws4_request`, sha256Hex(canonical)].join('\n');
}

function checkScope(claim: Claim, service: string): SigV4Refused | undefined {
  const { region, service: named } = claim.scope;
  if (region === REGION && named === service) return undefined;
  return refuse('WrongScope', `The credential is for ${named} in ${region}, expected ${service} in ${REGION}.`);
}

function checkTime(claim: Claim, now: Date): SigV4Refused | undefined {
  const age = now.getTime() - claim.signedAt.getTime();
  if (-age > MAX_SKEW_MS) return refuse('RequestTimeTooSkewed', 'The request is dated more than 15 minutes ahead.');
  if (claim.expires === undefined)
    return age > MAX_SKEW_MS
      ? refuse('RequestTimeTooSkewed', 'The request was signed more than 15 minutes ago.')
      : undefined;
  return age > claim.expires * 1000 ? refuse('Expired', 'Request has expired') : undefined;
}

/** What is not signed could have been added by anybody, so nothing that changes a request's meaning may be unsigned. */
function checkSigned(claim: Claim, request: SigV4Request): SigV4Refused | undefined {
  const signed = new Set(claim.signedHeaders);
  const unsigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') && !signed.has(name));
  if (!signed.has('host')) unsigned.push('host');
  if (unsigned.length === 0) return undefined;
  return refuse(
    'HeadersNotSigned',
    `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
  );
}
