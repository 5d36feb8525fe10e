import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { invalid } from '../../domain/errors.ts';
import type { Bucket } from './client.ts';
import { attachment } from './disposition.ts';
import { type BucketAddress, signedUrl } from './signature.ts';

/** S3 refuses longer lives than a week. */
export const LONGEST_LIFE = 604_800;

export interface Presigned<M extends 'GET' | 'PUT' = 'GET' | 'PUT'> {
  url: string;
  method: M;
  /** exactly what the sender must add; Content-Length and Host are signed too where known, and every client sends them */
  headers: Record<string, string>;
  /** when the URL stops working: never later than the credentials that sign it */
  expiresAt: Date;
}

interface Target {
  bucket: Bucket;
  key: string;
  /** seconds, 1 to 604,800 */
  expiresIn: number;
  /** the moment of signing; now, unless a test says otherwise */
  at?: Date;
}

export interface PutTarget extends Target {
  /** bytes; S3 then refuses every other length */
  size?: number;
  /** hexadecimal; S3 then refuses other bytes and remembers the checksum */
  sha256Hex?: string;
  /** hexadecimal; S3 then refuses other bytes */
  md5Hex?: string;
  contentType?: string;
  /** refuses the PUT where the object exists, so that a URL works once */
  ifNoneMatch?: boolean;
}

export interface PartTarget extends Target {
  uploadId: string;
  /** 1 to 10,000 */
  partNumber: number;
  md5Hex?: string;
}

export interface GetTarget extends Target {
  versionId?: string;
  /** the name under which the browser saves it */
  fileName: string;
  contentType?: string;
}

const addresses = new WeakMap<S3Client, Map<string, Promise<BucketAddress>>>();

/** Asks the SDK once per bucket where it answers and for which region it signs, by signing a request and reading it. */
function addressOf({ client, name }: Bucket): Promise<BucketAddress> {
  const known = addresses.get(client) ?? new Map<string, Promise<BucketAddress>>();
  addresses.set(client, known);
  let address = known.get(name);
  if (address === undefined) {
    address = resolveAddress(client, name);
    known.set(name, address);
    address.catch(() => known.delete(name));
  }
  return address;
}

async function resolveAddress(client: S3Client, bucket: string): Promise<BucketAddress> {
  const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: 'k' }), { expiresIn: 1 }));
  const region = url.searchParams.get('X-Amz-Credential')?.split('/')[2];
  if (region === undefined) throw new Error(`The SDK signed a URL of bucket ${bucket} without a region.`);
  return { protocol: url.protocol, host: url.host, basePath: url.pathname.slice(0, -'/k'.length), region };
}

function checkLife(expiresIn: number): void {
  if (Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= LONGEST_LIFE) return;
  throw invalid(`A pre-signed URL lives 1 to ${LONGEST_LIFE} whole seconds; ${expiresIn} is not one of them.`);
}

async function presign<M extends 'GET' | 'PUT'>(
  target: Target,
  method: M,
  query: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ url: string; method: M; expiresAt: Date }> {
  checkLife(target.expiresIn);
  const address = await addressOf(target.bucket);
  const credentials = await target.bucket.client.config.credentials();
  const at = target.at ?? new Date();
  const { owner } = target.bucket;
  if (owner !== undefined) query['x-amz-expected-bucket-owner'] = owner;
  const { key, expiresIn } = target;
  const url = signedUrl(address, credentials, { method, key, query, headers, expiresIn, at });
  const end = at.getTime() + expiresIn * 1000;
  const credentialsEnd = credentials.expiration?.getTime() ?? end;
  return { url, method, expiresAt: new Date(Math.min(end, credentialsEnd)) };
}

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** A URL for one PUT of a whole object. What is declared is signed, so S3 itself refuses anything else. */
export async function presignPut(target: PutTarget): Promise<Presigned<'PUT'>> {
  const headers: Record<string, string> = {};
  if (target.md5Hex !== undefined) headers['content-md5'] = base64(target.md5Hex);
  if (target.sha256Hex !== undefined) headers['x-amz-checksum-sha256'] = base64(target.sha256Hex);
  if (target.contentType !== undefined) headers['content-type'] = target.contentType;
  if (target.ifNoneMatch === true) headers['if-none-match'] = '*';
  const signed = target.size === undefined ? headers : { ...headers, 'content-length': String(target.size) };
  return { ...(await presign(target, 'PUT', { 'x-id': 'PutObject' }, signed)), headers };
}

/** A URL for one part of a multipart upload. */
export async function presignPart(target: PartTarget): Promise<Presigned<'PUT'>> {
  const headers: Record<string, string> = {};
  if (target.md5Hex !== undefined) headers['content-md5'] = base64(target.md5Hex);
  const query = { partNumber: String(target.partNumber), uploadId: target.uploadId, 'x-id': 'UploadPart' };
  return { ...(await presign(target, 'PUT', query, headers)), headers };
}

/** A URL for one download under the file's own name. */
export async function presignGet(target: GetTarget): Promise<Presigned<'GET'>> {
  const query: Record<string, string> = {
    'response-content-disposition': attachment(target.fileName),
    'x-id': 'GetObject',
  };
  if (target.contentType !== undefined) query['response-content-type'] = target.contentType;
  if (target.versionId !== undefined) query['versionId'] = target.versionId;
  return { ...(await presign(target, 'GET', query)), headers: {} };
}
