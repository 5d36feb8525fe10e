import { S3Error } from '../errors.ts';
import type { S3Request } from '../http/request.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './table.ts';

/** What any request may carry: the signature and what the SDKs add for their own use. */
const ALWAYS = new Set([
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-amz-user-agent',
]);
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'];
const COPY_SOURCE = 'x-amz-copy-source';

/** The one operation that a request means and that understands all of it; anything else is NotImplemented. */
export function selectOperation(request: S3Request): Operation {
  const candidates = OPERATIONS.filter((operation) => isMeant(operation, request));
  // Of two that fit, the one that is selected by more is meant: a part is not an object.
  const operation = candidates.sort((a, b) => (b.selects?.length ?? 0) - (a.selects?.length ?? 0))[0];
  if (!operation) {
    const query = [...request.query.keys()].join(', ');
    throw new S3Error('NotImplemented', `${request.method} with the query parameters (${query}) is not implemented.`);
  }
  for (const reason of notUnderstood(operation, request))
    throw new S3Error('NotImplemented', `${operation.name} with ${reason} is not implemented.`);
  return operation;
}

function isMeant(operation: Operation, { method, bucket, key, query, amz }: S3Request): boolean {
  const level = key !== undefined ? 'object' : bucket !== undefined ? 'bucket' : 'service';
  const at = operation.level === 'new bucket' ? 'bucket' : operation.level;
  if (operation.method !== method || at !== level) return false;
  if ((operation.header === COPY_SOURCE) !== amz.has(COPY_SOURCE)) return false;
  return (operation.selects ?? []).every((parameter) => {
    const [name = '', value] = parameter.split('=');
    return value === undefined ? query.has(name) : query.get(name) === value;
  });
}

function* notUnderstood(operation: Operation, { query, amz, headers }: S3Request): Generator<string> {
  const selects = (operation.selects ?? []).map((parameter) => parameter.split('=')[0]);
  for (const name of query.keys())
    if (name !== 'x-id' && !selects.includes(name) && !operation.query?.includes(name)) yield `the parameter ${name}`;
  for (const name of amz.keys())
    if (!ALWAYS.has(name) && !understands(operation.amz ?? [], name)) yield `the header ${name}`;
  for (const name of CONDITIONS)
    if (headers[name] !== undefined && !operation.conditions?.includes(name)) yield `the header ${name}`;
}

function understands(patterns: readonly string[], name: string): boolean {
  return patterns.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));
}
