import { REGION } from '../../aws/account.ts';
import { bucketArn, demand } from '../auth/permission.ts';
import { DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { readText } from '../body/read-xml.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange, Exchange } from '../exchange.ts';
import { emptyResponse, type S3Response, xmlResponse } from '../http/response.ts';
import { OWNER } from '../listing/list-request.ts';
import { childText, parseXml } from '../xml.ts';

/** Creating a bucket that is one's own already succeeds, as it does in us-east-1. */
export async function createBucket(exchange: Exchange, name: string): Promise<S3Response> {
  demand(exchange, 's3:CreateBucket', bucketArn(name));
  checkBucketName(name);
  if (exchange.request.headers['content-length'] !== undefined) await checkLocation(exchange);
  exchange.store.buckets.create(name, exchange.store.now());
  return emptyResponse(200, { location: `/${name}` });
}

async function checkLocation({ request, signature }: Exchange): Promise<void> {
  const text = await readText(openBody(request, signature, { algorithm: DEFAULT_ALGORITHM }));
  if (text.trim() === '') return;
  const location = childText(parseXml(text, 'CreateBucketConfiguration'), 'LocationConstraint');
  if (location !== undefined && location !== REGION)
    throw new S3Error('NotImplemented', `Buckets are made in ${REGION} only, not in ${location}.`);
}

export function checkBucketName(name: string): void {
  if (!/^(?=.{3,63}$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(name) || name.includes('..'))
    throw new S3Error('InvalidBucketName');
}

export function headBucket(exchange: BucketExchange): S3Response {
  demand(exchange, 's3:ListBucket', bucketArn(exchange.bucket.name));
  return emptyResponse(200, { 'x-amz-bucket-region': REGION });
}

export function deleteBucket(exchange: BucketExchange): S3Response {
  const { name } = exchange.bucket;
  demand(exchange, 's3:DeleteBucket', bucketArn(name));
  if (!exchange.store.buckets.remove(name)) throw new S3Error('BucketNotEmpty');
  return emptyResponse(204);
}

export function listBuckets(exchange: Exchange): S3Response {
  demand(exchange, 's3:ListAllMyBuckets', '*');
  return xmlResponse('ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: exchange.store.buckets
        .list()
        .map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() })),
    },
  });
}
