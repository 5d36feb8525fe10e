import type { IncomingMessage } from 'node:http';
import type { Caller, Callers } from '../aws/caller.ts';
import { sha256Hex } from '../aws/canonical.ts';
import { type SigV4Failure, verifySigV4 } from '../aws/sigv4.ts';
import { DynamoDbError } from './errors.ts';

/** The names under which DynamoDB reports what is wrong with a signature. */
const NAMES: Readonly<Record<SigV4Failure, string>> = {
  MissingAuthentication: 'MissingAuthenticationTokenException',
  Malformed: 'IncompleteSignatureException',
  UnknownAccessKey: 'UnrecognizedClientException',
  WrongScope: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  Expired: 'InvalidSignatureException',
  HeadersNotSigned: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

/**
 * Who signed a request. Signatures are dated by the signers' own clocks, so the real time counts here.
 * @throws DynamoDbError one of the names above
 */
export function authenticate(request: IncomingMessage, body: Buffer, callers: Callers): Caller {
  const { method = '', url = '', headers } = request;
  const verdict = verifySigV4(
    { method, target: url, headers, payloadHash: sha256Hex(body) },
    { service: 'dynamodb', callers, now: new Date() },
  );
  if (verdict.ok) return verdict.caller;
  throw new DynamoDbError(`com.amazon.coral.service#${NAMES[verdict.failure]}`, verdict.message);
}
