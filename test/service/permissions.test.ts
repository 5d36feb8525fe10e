import { beforeAll, describe, expect, it } from 'vitest';
import { ALL_ROUTES } from '../functions/route-tables.ts';
import { call } from './client.ts';
import { DATAMETA_REQUESTS } from './permissions/datameta-requests.ts';
import { GATEWAY_REQUESTS } from './permissions/gateway-requests.ts';
import { JOBS_REQUESTS } from './permissions/jobs-requests.ts';
import { REQUESTS as OTHERS } from './permissions/requests.ts';
import { ROWS, type Row } from './permissions/table.ts';
import { makeWorld, stateOf, type World } from './permissions/world.ts';
import { expectRefusal } from './refusal.ts';
import { siteAdmin } from './shared.ts';

const REQUESTS = { ...OTHERS, ...DATAMETA_REQUESTS, ...GATEWAY_REQUESTS, ...JOBS_REQUESTS };

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
