import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Reply } from './route.ts';

/** A reply as API Gateway takes it; nothing that a door answers is to be cached or guessed at. */
export function toResult(reply: Reply): APIGatewayProxyStructuredResultV2 {
  const headers: Record<string, string> = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  const result: APIGatewayProxyStructuredResultV2 = { statusCode: reply.status, headers };
  if (reply.bytes !== undefined) {
    result.body = reply.bytes.toString('base64');
    result.isBase64Encoded = true;
  } else if (reply.text !== undefined) {
    result.body = reply.text;
  } else if (reply.body !== undefined) {
    headers['content-type'] = 'application/json';
    result.body = JSON.stringify(reply.body);
  }
  Object.assign(headers, reply.headers);
  return result;
}
