import { REGION } from '../../aws/account.ts';
import type { Caller, Callers } from '../../aws/caller.ts';
import { hmac, matchesHex, parseAmzDate, parseCredential, signingKey } from '../../aws/credentials.ts';
import { S3Error } from '../errors.ts';

/** The fields of the form that stand before the file, by lower-case name. */
export type FormFields = ReadonlyMap<string, string>;

export interface LengthRange {
  readonly least: number;
  readonly most: number;
}

/** Verifies the signature of a form's policy: who allows this upload. */
export function signerOf(fields: FormFields, callers: Callers): Caller {
  const policy = fields.get('policy');
  const credential = parseCredential(fields.get('x-amz-credential') ?? '');
  const amzDate = fields.get('x-amz-date') ?? '';
  if (policy === undefined) throw new S3Error('AccessDenied');
  if (fields.get('x-amz-algorithm') !== 'AWS4-HMAC-SHA256' || !credential || !parseAmzDate(amzDate))
    throw new S3Error('InvalidArgument', 'The form needs X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date and a policy.');
  if (credential.service !== 's3' || credential.region !== REGION || !amzDate.startsWith(credential.date))
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `X-Amz-Credential must be for s3 in ${REGION}, on that day.`,
    );
  const caller = callers.find(credential.accessKeyId);
  if (!caller) throw new S3Error('InvalidAccessKeyId');
  if (!matchesHex(hmac(signingKey(caller.secretAccessKey, credential), policy), fields.get('x-amz-signature') ?? ''))
    throw new S3Error('SignatureDoesNotMatch');
  return caller;
}

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly unknown[];
}

/** Fields that no condition needs to name. */
const EXEMPT = new Set(['policy', 'x-amz-signature', 'file', 'awsaccesskeyid', 'signature']);

/** Checks the form against its policy, in both directions; returns the size that the file may have. */
export function checkPolicy(fields: FormFields, bucket: string, now: Date): LengthRange {
  const policy = parsePolicy(fields.get('policy') ?? '');
  if (!(Date.parse(policy.expiration) > now.getTime()))
    throw new S3Error('AccessDenied', 'Invalid according to Policy: Policy expired.');
  const actual = new Map([...fields, ['bucket', bucket]]);
  const covered = new Set<string>();
  let range: LengthRange = { least: 0, most: Number.POSITIVE_INFINITY };
  for (const condition of policy.conditions) {
    const parsed = parseCondition(condition);
    if ('least' in parsed) {
      range = parsed;
      continue;
    }
    covered.add(parsed.field);
    checkField(parsed, actual.get(parsed.field) ?? '');
  }
  for (const name of fields.keys())
    if (!covered.has(name) && !EXEMPT.has(name) && !name.startsWith('x-ignore-'))
      throw new S3Error('AccessDenied', `Invalid according to Policy: Extra input fields: ${name}`);
  return range;
}

function parsePolicy(base64: string): Policy {
  let parsed: Partial<Policy>;
  try {
    parsed = JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as Partial<Policy>;
  } catch {
    throw new S3Error('InvalidPolicyDocument', 'The policy is not JSON in base64.');
  }
  const { expiration, conditions } = parsed;
  if (typeof expiration !== 'string' || !Array.isArray(conditions))
    throw new S3Error('InvalidPolicyDocument', 'The policy needs an expiration and conditions.');
  return { expiration, conditions };
}

interface FieldCondition {
  readonly field: string;
  readonly operator: 'eq' | 'starts-with';
  readonly value: string;
}

function parseCondition(condition: unknown): FieldCondition | LengthRange {
  if (Array.isArray(condition)) {
    const [operator, first, second] = condition as unknown[];
    if (operator === 'content-length-range') return lengthRange(Number(first), Number(second));
    const known = operator === 'eq' || operator === 'starts-with';
    if (known && typeof first === 'string' && first.startsWith('$') && typeof second === 'string')
      return { field: first.slice(1).toLowerCase(), operator, value: second };
  } else if (typeof condition === 'object' && condition !== null) {
    const [entry, ...others] = Object.entries(condition as Record<string, unknown>);
    if (entry && others.length === 0 && typeof entry[1] === 'string')
      return { field: entry[0].toLowerCase(), operator: 'eq', value: entry[1] };
  }
  throw new S3Error('InvalidPolicyDocument', `This condition is not understood: ${JSON.stringify(condition)}`);
}

function lengthRange(least: number, most: number): LengthRange {
  if (least >= 0 && most >= least) return { least, most };
  throw new S3Error('InvalidPolicyDocument', 'content-length-range needs two sizes in bytes.');
}

function checkField({ field, operator, value }: FieldCondition, actual: string): void {
  // S3 allows a list of content types where the policy allows what they begin with.
  const values = field === 'content-type' && operator === 'starts-with' ? actual.split(',') : [actual];
  const holds = values.every((each) => (operator === 'eq' ? each === value : each.startsWith(value)));
  if (!holds)
    throw new S3Error(
      'AccessDenied',
      `Invalid according to Policy: Policy Condition failed: ["${operator}", "$${field}", "${value}"]`,
    );
}
