import { ACCOUNT_ID, PARTITION } from '../../aws/account.ts';
import type { Caller } from '../../aws/caller.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../http/request.ts';

/** What S3 offers to the conditions of a policy, where the request carries it. */
const CONDITION_HEADERS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
];
const CONDITION_QUERY: Readonly<Record<string, string>> = {
  prefix: 's3:prefix',
  delimiter: 's3:delimiter',
  'max-keys': 's3:max-keys',
  versionId: 's3:VersionId',
};

export interface Asking {
  readonly caller: Caller;
  readonly request: S3Request;
}

export function bucketArn(bucket: string): string {
  return `arn:${PARTITION}:s3:::${bucket}`;
}

export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}

/** Whether the caller's role allows the action. */
export function may({ caller, request }: Asking, action: string, resource: string): boolean {
  const context: Record<string, string> = { 's3:ResourceAccount': ACCOUNT_ID, 'aws:ResourceAccount': ACCOUNT_ID };
  for (const name of CONDITION_HEADERS) {
    const value = request.amz.get(name);
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  for (const [parameter, key] of Object.entries(CONDITION_QUERY)) {
    const value = request.query.get(parameter);
    if (value !== undefined) context[key] = value;
  }
  return caller.allows(action, resource, context);
}

/** Refuses, and says what is missing in whose role, as AWS does. */
export function demand(asking: Asking, action: string, resource: string): void {
  if (may(asking, action, resource)) return;
  throw new S3Error(
    'AccessDenied',
    `${asking.caller.name} is not authorized to perform: ${action} on resource: "${resource}"`,
  );
}

/** S3 answers for one account here; a request that expects another owner must not reach its data. */
export function checkOwner(request: S3Request, header = 'x-amz-expected-bucket-owner'): void {
  const expected = request.amz.get(header);
  if (expected !== undefined && expected !== ACCOUNT_ID)
    throw new S3Error('AccessDenied', `The bucket belongs to ${ACCOUNT_ID}, not to the expected owner ${expected}.`);
}
