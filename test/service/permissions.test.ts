import { beforeAll, describe, expect, it } from 'vitest';
import { isAdministration } from '../../domain/account/audit.ts';
import { ALL_ROUTES } from '../functions/route-tables.ts';
import { type Caller, call, expectOk } from './client.ts';
import { DATAMETA_REQUESTS } from './permissions/datameta-requests.ts';
import { GATEWAY_REQUESTS } from './permissions/gateway-requests.ts';
import { JOBS_REQUESTS } from './permissions/jobs-requests.ts';
import { REQUESTS as OTHERS } from './permissions/requests.ts';
import { ROWS, type Row } from './permissions/table.ts';
import { makeWorld, stateOf, type World } from './permissions/world.ts';
import { expectRefusal } from './refusal.ts';
import { siteAdmin } from './shared.ts';

const REQUESTS = { ...OTHERS, ...DATAMETA_REQUESTS, ...GATEWAY_REQUESTS, ...JOBS_REQUESTS };

interface AuditPage {
  entries: { route: string; outcome: string | null }[];
  next?: string;
}

let world: World;
let before: Awaited<ReturnType<typeof stateOf>>;

beforeAll(async () => {
  world = await makeWorld(siteAdmin());
  before = await stateOf(world);
});

describe('the table of permissions', () => {
  it('has a row for every route of every door, and for no other', () => {
    const routes = ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted();
    expect([...new Set(ROWS.map(({ route }) => route))].toSorted()).toEqual(routes);
    expect(Object.keys(REQUESTS).toSorted()).toEqual(routes);
  });

  it('has a status for every role', () => {
    expect(ROWS.filter(({ roles, statuses }) => statuses.length !== roles.length)).toEqual([]);
  });

  it('says nothing but 401 without a good token, where a route is not public', () => {
    const open = new Set(
      ALL_ROUTES.filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`),
    );
    for (const { route, statuses } of ROWS.filter((row) => !open.has(row.route))) {
      expect([route, statuses[0], ...statuses.slice(-3)]).toEqual([route, 401, 401, 401, 401]);
    }
  });
});

const line = ({ roles }: Row, statuses: readonly number[]): string =>
  roles.map((role, i) => `${role} ${statuses[i]}`).join(', ');

describe('every role at every route', () => {
  it.each(ROWS)('$route $on', async (row) => {
    const { route, on } = row;
    const answers: number[] = [];
    for (const role of row.roles) {
      const request = await REQUESTS[route]?.(world, role, on);
      if (request === undefined) throw new Error(`requests.ts has no request for ${route}`);
      const answer = await call(request.as ?? world.callers[role], request.path, request.sent);
      if (answer.status >= 400) expectRefusal(answer, request.path, answer.status, route.split(' ')[0]);
      answers.push(answer.status);
    }
    expect(line(row, answers)).toBe(line(row, row.statuses));
  });

  it('leaves what those who may not have tried to change as it was', async () => {
    expect(await stateOf(world)).toEqual(before);
  });
});

describe('names that no record can have', () => {
  const NAMED = ALL_ROUTES.filter(({ path }) => path.includes('{'));

  it.each(NAMED)('are unknown, or refused: $method $path', async ({ method, path }) => {
    const row = ROWS.find(({ route }) => route === `${method} ${path}`);
    const request = await REQUESTS[`${method} ${path}`]?.(world, 'admin', row?.on ?? '');
    if (request === undefined) throw new Error(`requests.ts has no request for ${method} ${path}`);
    const [way = '', query = ''] = request.path.split('?');
    const names = path.split('/').flatMap((segment, index) => (segment.startsWith('{') ? [index] : []));
    for (const index of names) {
      // longer than a sort key, and than a partition key
      for (const length of [1100, 2100]) {
        const changed = way.split('/').with(index, 'x'.repeat(length)).join('/');
        const answer = await call(request.as ?? world.callers.admin, `${changed}?${query}`, request.sent);
        expect([changed, answer.status, answer.status >= 400 && answer.status < 500]).toEqual([
          changed,
          answer.status,
          true,
        ]);
      }
    }
  });
});

describe('the audit', () => {
  it('has every route that administers, with what became of each request', async () => {
    const [found, unclear] = [new Set<string>(), [] as unknown[]];
    for (let path: string | undefined = '/api/v1/audit'; path !== undefined; ) {
      const page: AuditPage = await expectOk(world.callers.admin, path);
      for (const { route, outcome } of page.entries) {
        found.add(route);
        if (outcome === null) unclear.push(route);
      }
      path = page.next && `/api/v1/audit?after=${encodeURIComponent(page.next)}`;
    }
    const administers = ALL_ROUTES.filter(isAdministration).map(({ method, path }) => `${method} ${path}`);
    expect([...found].toSorted()).toEqual(administers.toSorted());
    expect(unclear).toEqual([]);
  });
});

describe("a site admin's token that may only read", () => {
  const READS = ROWS.filter(({ route }) => route.startsWith('GET '));
  const CHANGES = ALL_ROUTES.filter(({ method, ignoresToken }) => method !== 'GET' && ignoresToken !== true);
  let reader: Caller;

  beforeAll(async () => {
    const body = { label: 'reads', readOnly: true };
    const { admin } = world.callers;
    reader = { ...admin, token: (await expectOk<{ token: string }>(admin, '/api/v1/tokens', { body })).token };
  });

  it.each(READS)('reads as its user does: $route $on', async ({ route, on, roles, statuses }) => {
    const request = await REQUESTS[route]?.(world, 'admin', on);
    if (request === undefined) throw new Error(`requests.ts has no request for ${route}`);
    expect((await call(reader, request.path, request.sent)).status).toBe(statuses[roles.indexOf('admin')]);
  });

  it.each(CHANGES)('changes nothing: $method $path', async ({ method, path }) => {
    const row = ROWS.find(({ route }) => route === `${method} ${path}`);
    const request = await REQUESTS[`${method} ${path}`]?.(world, 'admin', row?.on ?? '');
    if (request === undefined) throw new Error(`requests.ts has no request for ${method} ${path}`);
    const answer = await call(reader, request.path, request.sent);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('This API token may only read.')]);
    expectRefusal(answer, request.path, 403, method);
  });

  it('leaves everything as it was', async () => {
    expect(await stateOf(world)).toEqual(before);
  });
});
