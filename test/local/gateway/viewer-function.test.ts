import { describe, expect, it } from 'vitest';
import { compileViewerFunctions } from '../../../local/gateway/cloudfront/viewer-function.ts';
import type { ViewerRequest } from '../../../local/gateway/exchange.ts';
import { stackOf } from '../fixtures/stack.ts';

const code = `
let calls = 0;
function handler(event) {
  var request = event.request;
  if (request.uri === '/refused') {
    return { statusCode: 403, headers: { 'x-calls': { value: String(++calls) } }, body: { encoding: 'text', data: 'no ' + request.method } };
  }
  if (request.uri === '/moved') {
    request.uri = '/new';
    request.headers['x-added'] = { value: 'yes' };
    delete request.headers['x-secret'];
  }
  return request;
}`;
const stack = stackOf({
  Edge: { Type: 'AWS::CloudFront::Function', Properties: { Name: 'edge', FunctionCode: code } },
});
const FunctionARN = stack.find('Edge').attributes['FunctionARN'] ?? '';
const run = compileViewerFunctions(stack, [{ EventType: 'viewer-request', FunctionARN }], 'Site');

const request = (path: string): ViewerRequest => ({
  method: 'GET',
  path,
  query: 'a=1',
  headers: [
    ['x-tag', 'a'],
    ['x-tag', 'b'],
    ['x-secret', 's'],
  ],
  sourceIp: '127.0.0.1',
  sourcePort: 1,
  protocol: 'HTTP/1.1',
  body: async () => Buffer.alloc(0),
});

describe('a viewer-request function', () => {
  it('lets a request go on as it is', () => {
    const sent = request('/plain');
    expect(run(sent)).toEqual({ request: sent });
  });

  it('changes path and headers of a request', () => {
    expect(run(request('/moved'))).toMatchObject({
      request: {
        path: '/new',
        query: 'a=1',
        headers: [
          ['x-tag', 'a'],
          ['x-tag', 'b'],
          ['x-added', 'yes'],
        ],
      },
    });
  });

  it('answers itself', () => {
    expect(run(request('/refused'))).toMatchObject({ answer: { status: 403, body: Buffer.from('no GET') } });
  });

  it('has nothing of Node.js', () => {
    const properties = {
      Name: 'edge',
      FunctionCode: 'function handler() { return { statusCode: typeof process === "undefined" ? 200 : 500 }; }',
    };
    const bare = stackOf({ Edge: { Type: 'AWS::CloudFront::Function', Properties: properties } });
    expect(
      compileViewerFunctions(bare, [{ EventType: 'viewer-request', FunctionARN }], 'Site')(request('/')),
    ).toMatchObject({ answer: { status: 200 } });
  });

  it('is refused for other events, and where there is none', () => {
    expect(() => compileViewerFunctions(stack, [{ EventType: 'viewer-response', FunctionARN }], 'Site')).toThrow(
      'viewer-response',
    );
    expect(() =>
      compileViewerFunctions(stack, [{ EventType: 'viewer-request', FunctionARN: 'arn:x' }], 'Site'),
    ).toThrow('no function arn:x');
  });
});
