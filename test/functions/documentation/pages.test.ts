import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/documentation/routes.ts';
import { buildBundles } from '../../../infra/bundles.ts';
import { ROOT } from '../../architecture/sources.ts';

const FOLDER = join(ROOT, 'node_modules/swagger-ui-dist');
const { version: VERSION } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as { version: string };

const scratch = mkdtempSync(join(tmpdir(), 'waybill-documentation-'));
let handler: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** The deployed bundle, since what it serves lies beside it. */
beforeAll(async () => {
  Object.assign(process.env, {
    SITE_URL: 'https://data.example.org',
    SITE_NAME: 'Example archive',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const { folders } = await buildBundles(scratch);
  ({ handler } = (await import(join(folders.Documentation, 'index.mjs'))) as { handler: typeof handler });
});
afterAll(() => rmSync(scratch, { recursive: true }));

async function get(path: string, headers: Record<string, string> = {}) {
  const route = Object.values(routes).find(
    (one) => one.path === path || (one.path.includes('{') && path.split('/').length === one.path.split('/').length),
  );
  const [, , version, file] = path.split('/');
  const result = await handler({
    routeKey: `GET ${route?.path}`,
    rawPath: path,
    headers,
    ...(version !== undefined && file !== undefined && { pathParameters: { version, file } }),
    requestContext: { requestId: 'test-request', http: { sourceIp: '203.0.113.7' } },
  } as unknown as APIGatewayProxyEventV2);
  const { statusCode: status, body = '', isBase64Encoded } = result;
  return {
    status,
    headers: (result.headers ?? {}) as Record<string, string>,
    bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

describe('the pages for readers', () => {
  it('are found from /api, by a whole URL', async () => {
    expect(await get('/api')).toMatchObject({ status: 302, headers: { location: 'https://data.example.org/api/v1' } });
  });

  it.each(['/api/v1', '/api/v0', '/swagger-ui/index.html'])(
    '%s is Swagger UI, with nothing but files of this site',
    async (path) => {
      const { status, headers, bytes } = await get(path);
      const html = bytes.toString();
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(html).toContain('<title>Swagger UI</title>');
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(html).not.toMatch(/<script>|<style|\son\w+=|\sstyle=/);
      const files = [...html.matchAll(/(?:src|href)="(\/swagger-ui\/[^"]+)"/g)].map((match) => match[1] ?? '');
      expect(files).toHaveLength(3);
      for (const file of files) expect((await get(file)).status).toBe(200);
    },
  );

  it.each([
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
    ['swagger-ui.css', 'text/css; charset=utf-8'],
  ])('%s comes gzipped to who takes that, plain to others, and for a year', async (file, type) => {
    const original = readFileSync(join(FOLDER, file));
    const plain = await get(`/swagger-ui/${VERSION}/${file}`);
    const zipped = await get(`/swagger-ui/${VERSION}/${file}`, { 'accept-encoding': 'br, gzip' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.bytes.equals(original)).toBe(true);
    expect(zipped.headers).toMatchObject({
      'content-type': type,
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(gunzipSync(zipped.bytes).equals(original)).toBe(true);
  });

  it.each([
    '/swagger-ui/0.0.0/swagger-ui.css',
    `/swagger-ui/${VERSION}/package.json`,
    `/swagger-ui/${VERSION}/..%2Findex.mjs`,
    `/swagger-ui/${VERSION}/__proto__`,
    `/swagger-ui/${VERSION}/constructor`,
  ])('%s is nothing', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json' } });
  });

  it('give the document as YAML and as JSON, with the address of the site', async () => {
    const json = await get('/openapi.json');
    expect(json.headers['content-type']).toBe('application/json');
    const document = JSON.parse(json.bytes.toString()) as { info: object; servers: object[] };
    expect(document).toMatchObject({
      info: { title: 'Example archive' },
      servers: [{ url: 'https://data.example.org' }],
    });
    const yaml = await get('/openapi.yaml');
    expect(yaml.headers['content-type']).toBe('application/yaml');
    expect(yaml.bytes.toString()).toMatch(/^"openapi": "3\.0\.3"\n/);
  });
});
