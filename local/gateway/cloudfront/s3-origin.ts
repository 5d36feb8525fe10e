import type { Readable } from 'node:stream';
import { decide, type Statement } from '../../iam/policy.ts';
import { type Headers, headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';

/** An object as S3 answers with it: all of it, or the range that was asked for. */
export interface OriginObject {
  readonly status: number;
  /** by lower-case name */
  readonly headers: Readonly<Record<string, string>>;
  /** must be read to its end or destroyed */
  readonly stream: Readable;
}

/** Reads an object; `undefined` when there is none. Throws an error of code InvalidRange for a range outside it. */
export type ReadObject = (bucket: string, key: string, range?: string) => OriginObject | undefined;

export interface S3Origin {
  readonly bucket: string;
  /** put before every path, without a slash at its end */
  readonly originPath: string;
  readonly distributionArn: string;
  readonly bucketPolicies: readonly Statement[];
  readonly readObject: ReadObject;
}

/** Answers GET and HEAD from a bucket, as far as its policy lets CloudFront read it. */
export async function readFromBucket(origin: S3Origin, request: ViewerRequest): Promise<ViewerResponse> {
  if (!['GET', 'HEAD'].includes(request.method)) return refusal(405, 'MethodNotAllowed', 'Method not allowed');
  const key = decodeKey(`${origin.originPath}${request.path}`.slice(1));
  if (key === undefined) return refusal(400, 'InvalidURI', 'The path is not valid percent-encoding');
  try {
    const object = mayRead(origin, key) ? readConditionally(origin, key, request.headers) : undefined;
    // CloudFront may not list the bucket, so S3 does not tell it which keys do not exist.
    return object === undefined ? refusal(403, 'AccessDenied', 'Access Denied') : send(object, request);
  } catch (error) {
    const { code, headers = {} } = error as { code?: string; headers?: Record<string, string> };
    if (code !== 'InvalidRange') throw error;
    const answer = refusal(416, code, 'The requested range is not satisfiable');
    return { ...answer, headers: [...answer.headers, ...Object.entries(headers)] };
  }
}

function mayRead({ bucketPolicies, bucket, distributionArn }: S3Origin, key: string): boolean {
  const decision = decide(bucketPolicies, {
    principal: { service: 'cloudfront.amazonaws.com' },
    action: 's3:GetObject',
    resource: `arn:aws:s3:::${bucket}/${key}`,
    context: { 'aws:SourceArn': distributionArn, 's3:TlsVersion': '1.3' },
  });
  return decision === 'allowed';
}

/** A range is only kept where the object is still the one that `If-Range` names. */
function readConditionally({ readObject, bucket }: S3Origin, key: string, headers: Headers): OriginObject | undefined {
  const range = headerValue(headers, 'range');
  const expected = headerValue(headers, 'if-range');
  const object = readObject(bucket, key, range);
  if (object === undefined || range === undefined || expected === undefined) return object;
  if ([object.headers['etag'], object.headers['last-modified']].includes(expected)) return object;
  object.stream.destroy();
  return readObject(bucket, key);
}

function send({ status, headers, stream }: OriginObject, request: ViewerRequest): ViewerResponse {
  const unchanged = isUnchanged(headers, request.headers);
  if (unchanged || request.method === 'HEAD') stream.destroy();
  if (!unchanged) {
    return { status, headers: Object.entries(headers), ...(request.method === 'GET' && { body: stream }) };
  }
  const kept = Object.entries(headers).filter(([name]) => !['content-length', 'content-range'].includes(name));
  return { status: 304, headers: kept };
}

function isUnchanged(object: Readonly<Record<string, string>>, headers: Headers): boolean {
  const wanted = headerValue(headers, 'if-none-match');
  if (wanted !== undefined) {
    const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(object['etag'] ?? '');
  }
  return Date.parse(object['last-modified'] ?? '') <= Date.parse(headerValue(headers, 'if-modified-since') ?? '');
}

function decodeKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function refusal(status: number, code: string, text: string): ViewerResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  return { status, headers: [['content-type', 'application/xml']], body: Buffer.from(body) };
}
