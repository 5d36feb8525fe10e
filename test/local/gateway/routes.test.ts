import { describe, expect, it } from 'vitest';
import { compilePathPattern } from '../../../local/gateway/cloudfront/path-pattern.ts';
import { compileRoutes } from '../../../local/gateway/http-api/routes.ts';
import { createThrottle } from '../../../local/gateway/http-api/throttle.ts';

const keys = [
  '$default',
  'ANY /v1/{proxy+}',
  'GET /v1/items/{id}',
  'ANY /v1/items/{id}',
  'GET /v1/items/new',
  'GET /v1/{kind}/new',
  'GET /v1/items/{id}/files/{proxy+}',
  'POST /v1/items',
  'GET /v1/jobs/',
];
const match = compileRoutes(keys.map((routeKey) => ({ routeKey, functionArn: 'arn', timeoutMs: 1 })));

describe('route selection', () => {
  it.each([
    ['GET', '/v1/items/new', 'GET /v1/items/new', {}],
    ['GET', '/v1/items/7', 'GET /v1/items/{id}', { id: '7' }],
    ['PUT', '/v1/items/new', 'ANY /v1/items/{id}', { id: 'new' }],
    ['GET', '/v1/jobs/new', 'GET /v1/{kind}/new', { kind: 'jobs' }],
    ['GET', '/v1/items/7/files/a/b.txt', 'GET /v1/items/{id}/files/{proxy+}', { id: '7', proxy: 'a/b.txt' }],
    ['POST', '/v1/items/7/files/a', 'ANY /v1/{proxy+}', { proxy: 'items/7/files/a' }],
    ['POST', '/v1/items', 'POST /v1/items', {}],
    ['GET', '/v1/items', 'ANY /v1/{proxy+}', { proxy: 'items' }],
    ['GET', '/v1/jobs/', 'GET /v1/jobs/', {}],
    ['GET', '/v1/', '$default', {}],
    ['GET', '/elsewhere', '$default', {}],
    ['HEAD', '/v1/items/new', 'ANY /v1/items/{id}', { id: 'new' }],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(match(method, path)).toMatchObject({ routeKey, pathParameters });
  });

  it('finds nothing without $default, and does not read HEAD as GET or a slash as nothing', () => {
    const strict = compileRoutes([{ routeKey: 'GET /a', functionArn: 'arn', timeoutMs: 1 }]);
    expect(strict('GET', '/a')).toBeDefined();
    expect(strict('GET', '/a/')).toBeUndefined();
    expect(strict('HEAD', '/a')).toBeUndefined();
  });

  it('refuses a greedy variable in the middle', () => {
    expect(() => compileRoutes([{ routeKey: 'GET /{a+}/b', functionArn: 'arn', timeoutMs: 1 }])).toThrow(
      'must be the last',
    );
  });
});

describe('throttle', () => {
  it('lets the burst through at once and the rate after that', () => {
    let time = 0;
    const pass = createThrottle(10, 3, () => time);
    expect([pass(), pass(), pass(), pass()]).toEqual([true, true, true, false]);
    time = 100;
    expect([pass(), pass()]).toEqual([true, false]);
    time = 10_000;
    expect([pass(), pass(), pass(), pass()]).toEqual([true, true, true, false]);
  });
});

describe('path patterns of the distribution', () => {
  it.each([
    ['/open/*', '/open/a/b', true],
    ['/open/*', '/open', false],
    ['open/*', '/open/a', true],
    ['/open/*', '/Open/a', false],
    ['/a?c', '/abc', true],
    ['*.js', '/x/app.js', true],
    ['*', '/anything', true],
  ])('%s on %s is %s', (pattern, path, expected) => {
    expect(compilePathPattern(pattern)(path)).toBe(expected);
  });
});
