import type { Readable } from 'node:stream';
import { decide, type Statement } from '../../iam/policy.ts';
import { type Headers, headerValue, type ViewerRequest, type ViewerResponse } from '../exchange.ts';

/** Which bytes of an object, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An object's current version. */
export interface OriginObject {
  /** bytes of the whole object */
  readonly size: number;
  /** with quotes */
  readonly etag: string;
  readonly lastModified: Date;
  /** content-type, content-disposition and the like, lower case */
  readonly headers: Headers;
  /** opens the bytes of the range, or all of them */
  open(range?: ByteRange): Readable;
}

/** Finds an object; `undefined` when there is none. */
export type ReadObject = (bucket: string, key: string) => Promise<OriginObject | undefined>;

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
  const object = mayRead(origin, key) ? await origin.readObject(origin.bucket, key) : undefined;
  // CloudFront may not list the bucket, so S3 does not tell it which keys do not exist.
  if (object === undefined) return refusal(403, 'AccessDenied', 'Access Denied');
  const headers: Headers = [
    ...object.headers,
    ['etag', object.etag],
    ['last-modified', object.lastModified.toUTCString()],
    ['accept-ranges', 'bytes'],
  ];
  if (isUnchanged(object, request)) return { status: 304, headers };
  return send(object, headers, request);
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

function isUnchanged(object: OriginObject, { headers }: ViewerRequest): boolean {
  const wanted = headerValue(headers, 'if-none-match');
  if (wanted !== undefined) {
    const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes('*') || tags.includes(object.etag);
  }
  const since = Date.parse(headerValue(headers, 'if-modified-since') ?? '');
  return Math.floor(object.lastModified.getTime() / 1000) * 1000 <= since;
}

function send(object: OriginObject, headers: Headers, request: ViewerRequest): ViewerResponse {
  const { size } = object;
  const range = parseRange(headerValue(request.headers, 'range'), object, headerValue(request.headers, 'if-range'));
  if (range === 'unsatisfiable') {
    const { body, ...answer } = refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
    return { ...answer, headers: [...answer.headers, ['content-range', `bytes */${size}`]], ...(body && { body }) };
  }
  const length = range === undefined ? size : range.end - range.start + 1;
  const withLength: Headers = [...headers, ['content-length', String(length)]];
  const body = request.method === 'HEAD' ? {} : { body: object.open(range) };
  if (range === undefined) return { status: 200, headers: withLength, ...body };
  return {
    status: 206,
    headers: [...withLength, ['content-range', `bytes ${range.start}-${range.end}/${size}`]],
    ...body,
  };
}

/** One range of bytes; several ranges, or none that can be read, are answered with the whole object. */
function parseRange(
  header: string | undefined,
  object: OriginObject,
  ifRange: string | undefined,
): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || `${from}${to}` === '') return undefined;
  if (ifRange !== undefined && ifRange !== object.etag && ifRange !== object.lastModified.toUTCString())
    return undefined;
  const last = object.size - 1;
  const start = from === '' ? Math.max(0, object.size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? last : Math.min(Number(to), last);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  return start > end || (from === '' && Number(to) === 0) ? 'unsatisfiable' : { start, end };
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
