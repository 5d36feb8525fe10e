import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentRoutes } from '../../../../functions/datameta/routes.ts';
import { ACCOUNTS } from './accounts.ts';
import { DATA } from './data.ts';
import { DOCUMENTED } from './documented.ts';
import type { Example } from './example.ts';
import { type ExampleWorld, LAB_ID, makeExampleWorld } from './world.ts';

const operation = (request: string): string => request.replace(/\?.*/, '').replaceAll(/\{\w+\}|\b0\b/g, '{}');

/** Only the keys count, and of a list all its entries. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf);
  if (typeof value !== 'object' || value === null) return 'value';
  const entries = Object.entries(value).map(([key, item]) => [key, keysOf(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Lists that hold whatever the site has are judged by their first entry. */
const judged = (wanted: unknown, got: unknown): unknown =>
  Array.isArray(wanted) && wanted.length === 1 && Array.isArray(got) ? got.slice(0, 1) : got;

const partOf = (value: unknown, pointer: string): string =>
  String(
    pointer
      .slice(1)
      .split('/')
      .reduce((now: unknown, key) => (now as Record<string, unknown>)[key], value),
  );

/**
 * Every example of DataMeta's API document, sent as it stands there, with values in place of `string`. An answer has
 * every key of the example's answer and no other; `site` only where a thing has a site id.
 */
export function replayAt(base: '/api/v0' | '/api/v1'): void {
  let world: ExampleWorld;
  beforeAll(async () => {
    world = await makeExampleWorld();
  });
  afterAll(() => world.site.close());

  const send = async ({ request, body, form, headers, as = 'admin' }: Example) => {
    const { ids, site, admin, ada } = world;
    const [method, path = ''] = request.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '').split(' ');
    const url = new URL(base + path, 'https://data.example.org');
    const token = { admin: admin.token, ada: ada.token, nobody: undefined }[as];
    return site.ask(`${method} ${url.pathname as `/${string}`}` as `${string} /${string}`, {
      query: Object.fromEntries(url.searchParams),
      ...(token !== undefined && { token }),
      ...(body && { json: body(ids) }),
      ...(form && { form: form() }),
      ...(headers && { headers: headers(ids) }),
    });
  };

  describe(`the examples of the document at ${base}`, () => {
    it.each([...DATA, ...ACCOUNTS])('$request: $status', async (example) => {
      const { status, answer, keep = {} } = example;
      const got = await send(example);
      expect(got.status, JSON.stringify(got.body)).toBe(status);
      if (answer !== undefined) expect(keysOf(judged(answer, got.body))).toEqual(keysOf(answer));
      else if (status < 400) expect(got.body).toBeUndefined();
      for (const [name, pointer] of Object.entries(keep)) world.ids[name] = partOf(got.body, pointer);
    });

    it('show the metadatum of the document as it is there', async () => {
      const { body } = await send({ request: 'GET /metadata', status: 200 });
      expect(body).toContainEqual({ id: { uuid: world.ids['metadatum'] }, ...LAB_ID });
    });

    it('are of every documented operation, and each has a route', () => {
      const replayed = new Set([...DATA, ...ACCOUNTS].map(({ request }) => operation(request)));
      expect([...replayed].toSorted()).toEqual([...DOCUMENTED].map(operation).toSorted());
      const routes = new Set(
        Object.values(currentRoutes).map(({ method, path }) => operation(`${method} ${path.replace('/api/v1', '')}`)),
      );
      expect([...replayed].filter((one) => !routes.has(one))).toEqual([]);
    });
  });
}
