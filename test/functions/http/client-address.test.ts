import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const KEY = 'the-key-of-the-edge';
const GATEWAY_SAW = '198.51.100.9';

let readRequest: typeof import('../../../functions/http/request.ts').readRequest;
beforeAll(async () => {
  vi.stubEnv('EDGE_KEY', KEY);
  ({ readRequest } = await import('../../../functions/http/request.ts'));
});

function addressOf(headers: Record<string, string>): string {
  const http = { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: GATEWAY_SAW, userAgent: 'test' };
  const requestContext = { http, requestId: 'r' } as APIGatewayProxyEventV2['requestContext'];
  const event = { headers, requestContext, isBase64Encoded: false } as APIGatewayProxyEventV2;
  return readRequest(event).sourceIp;
}

describe('the address that a request came from', () => {
  it('is the viewer’s where the distribution says so, whatever the viewer claims', () => {
    const forwarded = `203.0.113.77, 192.0.2.5, ${GATEWAY_SAW}`;
    expect(addressOf({ 'x-forwarded-for': forwarded, 'x-waybill-edge': KEY })).toBe('192.0.2.5');
  });

  it.each([
    ['no key', {}],
    ['another key', { 'x-waybill-edge': 'guess' }],
    ['an empty key', { 'x-waybill-edge': '' }],
  ])('is the one that API Gateway saw, with %s', (_what, headers) => {
    expect(addressOf({ 'x-forwarded-for': `192.0.2.5, ${GATEWAY_SAW}`, ...headers })).toBe(GATEWAY_SAW);
    expect(addressOf(headers)).toBe(GATEWAY_SAW);
  });
});
