import { bucketArn, demand } from '../auth/permission.ts';
import { DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { openBody } from '../body/incoming.ts';
import { readXml } from '../body/read-xml.ts';
import type { CorsRule } from '../bucket-settings.ts';
import { S3Error } from '../errors.ts';
import type { BucketExchange } from '../exchange.ts';
import { emptyResponse, type S3Response, xmlResponse } from '../http/response.ts';
import { childElements, childText, childTexts, type XmlElement } from '../xml.ts';

const METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);
const MOST_RULES = 100;

export async function putBucketCors(exchange: BucketExchange): Promise<S3Response> {
  const { bucket, store } = exchange;
  demand(exchange, 's3:PutBucketCORS', bucketArn(bucket.name));
  const document = await read(exchange, 'CORSConfiguration');
  const rules = childElements(document, 'CORSRule').map(corsRule);
  if (rules.length === 0 || rules.length > MOST_RULES) throw new S3Error('MalformedXML');
  store.buckets.setCors(bucket.name, rules);
  return emptyResponse(200);
}

function corsRule(element: XmlElement): CorsRule {
  const allowedOrigins = childTexts(element, 'AllowedOrigin');
  const allowedMethods = childTexts(element, 'AllowedMethod');
  const maxAge = childText(element, 'MaxAgeSeconds');
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw new S3Error('MalformedXML');
  const unknown = allowedMethods.find((method) => !METHODS.has(method));
  if (unknown !== undefined)
    throw new S3Error(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`,
    );
  return {
    allowedOrigins,
    allowedMethods,
    allowedHeaders: childTexts(element, 'AllowedHeader'),
    exposedHeaders: childTexts(element, 'ExposeHeader'),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
  };
}

export function getBucketCors(exchange: BucketExchange): S3Response {
  const { bucket } = exchange;
  demand(exchange, 's3:GetBucketCORS', bucketArn(bucket.name));
  if (bucket.cors.length === 0) throw new S3Error('NoSuchCORSConfiguration');
  return xmlResponse('CORSConfiguration', {
    CORSRule: bucket.cors.map((rule) => ({
      AllowedOrigin: rule.allowedOrigins,
      AllowedMethod: rule.allowedMethods,
      AllowedHeader: rule.allowedHeaders ?? [],
      ExposeHeader: rule.exposedHeaders ?? [],
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  });
}

export async function putBucketVersioning(exchange: BucketExchange): Promise<S3Response> {
  const { bucket, store } = exchange;
  demand(exchange, 's3:PutBucketVersioning', bucketArn(bucket.name));
  const document = await read(exchange, 'VersioningConfiguration');
  const status = childText(document, 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  if (childText(document, 'MfaDelete') === 'Enabled')
    throw new S3Error('NotImplemented', 'MFA delete is not implemented.');
  store.buckets.setVersioning(bucket.name, status);
  return emptyResponse(200);
}

export function getBucketVersioning(exchange: BucketExchange): S3Response {
  const { bucket } = exchange;
  demand(exchange, 's3:GetBucketVersioning', bucketArn(bucket.name));
  return xmlResponse('VersioningConfiguration', {
    Status: bucket.versioning === 'Off' ? undefined : bucket.versioning,
  });
}

async function read({ request, signature }: BucketExchange, root: string): Promise<XmlElement> {
  return await readXml(openBody(request, signature, { algorithm: DEFAULT_ALGORITHM }), root);
}
