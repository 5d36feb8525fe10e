import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readConfig } from '../config.ts';

export interface ApiRequest {
  params: Record<string, string>;
  rawQuery: Record<string, string | undefined>;
  headers: Record<string, string | undefined>;
  rawBody: Buffer;
  sourceIp: string;
  requestId: string;
}

/** Reads an API Gateway event (payload format 2.0) into plain values. */
export function readRequest(event: APIGatewayProxyEventV2): ApiRequest {
  return {
    params: Object.fromEntries(Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? ''])),
    rawQuery: event.queryStringParameters ?? {},
    headers: event.headers,
    rawBody: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    sourceIp: clientAddress(event),
    requestId: event.requestContext.requestId,
  };
}

const { EDGE_KEY } = readConfig('EDGE_KEY');
/** The header in which the distribution sends its key; infra/constructs/distribution.ts sets it. */
const EDGE_HEADER = 'x-waybill-edge';

/**
 * Who sent the request. The distribution and API Gateway each append the address that they see to what a caller may
 * have made up, so behind the distribution it is the last but one. A call that went to API Gateway directly, past the
 * distribution and without its key, has the address that API Gateway saw.
 */
function clientAddress({ headers, requestContext }: APIGatewayProxyEventV2): string {
  const hops = (headers['x-forwarded-for'] ?? '').split(',').map((hop) => hop.trim());
  const forwarded = isEdge(headers[EDGE_HEADER] ?? '') ? hops.at(-2) : undefined;
  return forwarded || requestContext.http.sourceIp;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Digests have one length, and are compared in a time that says nothing about the key. */
const isEdge = (offered: string): boolean => EDGE_KEY !== '' && timingSafeEqual(digest(offered), digest(EDGE_KEY));
