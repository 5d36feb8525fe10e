import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { createPasswords } from '../../../adapters/passwords/scrypt.ts';
import type { Group } from '../../../domain/account/account.ts';
import { accountsRoutes } from '../../../functions/datameta/routes/accounts.ts';
import { registrationsRoutes } from '../../../functions/datameta/routes/registrations.ts';
import { servicesRoutes } from '../../../functions/datameta/routes/services.ts';
import { settingsRoutes } from '../../../functions/datameta/routes/settings.ts';
import { type Asked, type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

/**
 * Who may do what: the status that each role gets, on records of `self` and of the group that `self`, `member` and
 * `gadmin` belong to. Behind `|` stands what is asked for, where that makes a difference.
 *
 * anon: no token. other, gother: a plain user and the admin of another group. reader: siteRead, of another group.
 * admin: site admin, of another group. late: a site admin's key that has expired.
 */
const TABLE = `
route                                                        anon other member self gadmin gother reader admin late

POST   /api/v1/keys                                          401  200   200    200  200    200    200    200   401
DELETE /api/v1/keys/{id}                        | self's     401  403   403    200  403    403    403    403   401
DELETE /api/v1/keys/{id}                        | nobody's   401  403   403    403  403    403    403    403   401
GET    /api/v1/rpc/whoami                                    401  200   200    200  200    200    200    200   401
GET    /api/v1/users/{id}/keys                  | self       401  403   403    200  403    403    403    403   401
GET    /api/v1/users/{id}/keys                  | nobody     401  403   403    403  403    403    403    403   401
PUT    /api/v1/users/{id}/password              | self       401  403   403    204  403    403    403    403   401
PUT    /api/v1/users/{id}/password              | nobody     401  403   403    403  403    403    403    403   401
PUT    /api/v1/users/{id}/password              | no token   404  404   404    404  404    404    404    404   401
GET    /api/v1/users/{id}                       | self       401  403   403    200  200    403    200    200   401
GET    /api/v1/users/{id}                       | nobody     401  404   404    404  404    404    404    404   401
PUT    /api/v1/users/{id}                       | name       401  403   403    204  204    403    403    204   401
PUT    /api/v1/users/{id}                       | groupId    401  403   403    403  403    403    403    204   401
PUT    /api/v1/users/{id}                       | groupAdmin 401  403   403    403  204    403    403    204   401
PUT    /api/v1/users/{id}                       | siteAdmin  401  403   403    403  403    403    403    204   401
PUT    /api/v1/users/{id}                       | siteRead   401  403   403    403  403    403    403    204   401
PUT    /api/v1/users/{id}                       | enabled    401  403   403    403  204    403    403    204   401
PUT    /api/v1/users/{id}                       | nobody     401  404   404    404  404    404    404    404   401
PUT    /api/v1/users/{id}                       | oneself    401  403   403    403  403    403    403    403   401
GET    /api/v1/groups/{id}                      | self's     401  403   200    200  200    403    200    200   401
GET    /api/v1/groups/{id}                      | nobody's   401  404   404    404  404    404    404    404   401
PUT    /api/v1/groups/{id}                      | self's     401  403   403    403  403    403    403    204   401
PUT    /api/v1/groups/{id}                      | nobody's   401  403   403    403  403    403    403    403   401
GET    /api/v1/server                                        200  200   200    200  200    200    200    200   200

POST   /api/v1/services                                      401  403   403    403  403    403    403    200   401
GET    /api/v1/services                                      401  403   403    403  403    403    403    200   401
PUT    /api/v1/services/{id}                                 401  403   403    403  403    403    403    200   401
GET    /api/v1/appsettings                                   401  403   403    403  403    403    403    200   401
PUT    /api/v1/appsettings/{id}                              401  403   403    403  403    403    403    204   401

POST   /api/v1/registrations                                 204  204   204    204  204    204    204    204   204
GET    /api/v1/registrationsettings                          200  200   200    200  200    200    200    200   200
GET    /api/v1/registrations                                 401  403   403    403  200    200    403    200   401
POST   /api/v1/registrations/{id}/acceptance    | group's    401  403   403    403  200    403    403    200   401
POST   /api/v1/registrations/{id}/acceptance    | new group  401  403   403    403  403    403    403    200   401
POST   /api/v1/registrations/{id}/rejection     | group's    401  403   403    403  204    403    403    204   401
POST   /api/v1/registrations/{id}/rejection     | new group  401  403   403    403  403    403    403    204   401
`;

const [HEADER = '', ...LINES] = TABLE.trim()
  .split('\n')
  .filter((line) => line !== '');
const ROLES = HEADER.trim().split(/\s+/).slice(1);
const ROWS = LINES.map((line) => {
  const [, route = '', on = '', numbers = ''] =
    /^(\w+ +\S+) +(?:\| (\S+(?: \S+)*?) +)?((?:\d{3} *)+)$/.exec(line) ?? [];
  return { route: route.replace(/ +/, ' '), on, statuses: numbers.trim().split(/\s+/).map(Number) };
});

const PASSWORD = 'Correct-Horse-7';
let site: DatametaSite;
let lab: Group;
let elsewhere: Group;
let settingId = '';
let serviceId = '';
const people = new Map<string, Somebody>();
const tokens = new Map<string, string>();

beforeAll(async () => {
  site = await startDatametaSite();
  lab = await site.group('Lab');
  elsewhere = await site.group('Elsewhere');
  const roles: [string, Group, object][] = [
    ['other', elsewhere, {}],
    ['member', lab, {}],
    ['self', lab, {}],
    ['gadmin', lab, { groupAdmin: true }],
    ['gother', elsewhere, { groupAdmin: true }],
    ['reader', elsewhere, { siteRead: true }],
    ['admin', elsewhere, { siteAdmin: true }],
  ];
  for (const [name, group, given] of roles) {
    const person = await site.person(group, name, given);
    people.set(name, person);
    tokens.set(name, person.token);
  }
  tokens.set('late', (await newKey('admin', '2020-01-01')).token);
  settingId = (await as<{ id: { uuid: string } }[]>('admin', 'GET /api/v1/appsettings'))[0]?.id.uuid ?? '';
  serviceId = (await as<{ id: { uuid: string } }>('admin', 'POST /api/v1/services', { name: 'One' })).id.uuid;
});
afterAll(() => site.close());

const tokenOf = (role: string): Asked => {
  const token = tokens.get(role);
  return token === undefined ? {} : { token };
};
async function as<T>(role: string, request: `${string} /${string}`, json?: object): Promise<T> {
  return (await site.ask<T>(request, { ...tokenOf(role), ...(json && { json }) })).body;
}
const newKey = (role: string, expires?: string) =>
  as<{ id: { uuid: string }; token: string }>(role, 'POST /api/v1/keys', { label: 'x', expires });

/** Nobody has it. */
const NOBODY = '00000000-0000-4000-8000-000000000000';
let senders = 0;
const sender = () => {
  senders += 1;
  return { 'x-forwarded-for': `198.51.100.${senders}, 203.0.113.1` };
};
const form = (email: string, where: object) => ({
  name: 'Jane',
  email,
  org_select: null,
  org_create: null,
  org_new_name: null,
  check_user_agreement: null,
  ...where,
});
const intoLab = () => ({ org_select: lab.uuid });

/** A registration of its own for every decision. */
async function registered(role: string, on: string): Promise<string> {
  const email = `${role}-${on}-${senders}@example.org`.replaceAll(/['\s]/g, '');
  const where = on === 'new group' ? { org_create: 'yes', org_new_name: email } : intoLab();
  await site.ask('POST /api/v1/registrations', { json: form(email, where), headers: sender() });
  const waiting = await as<{ id: { uuid: string }; email: string }[]>('admin', 'GET /api/v1/registrations');
  return waiting.find((one) => one.email === email)?.id.uuid ?? '';
}

const uuidOf = (name: string): string => people.get(name)?.account.uuid ?? NOBODY;

/** What is sent: the path's `{id}` and the body. */
const SENT: Readonly<Record<string, (role: string, on: string) => Promise<{ id?: string; json?: object }>>> = {
  'POST /api/v1/keys': async () => ({ json: { label: 'x' } }),
  'DELETE /api/v1/keys/{id}': async (_, on) => ({ id: on === "self's" ? (await newKey('self')).id.uuid : NOBODY }),
  'GET /api/v1/users/{id}/keys': async (_, on) => ({ id: uuidOf(on) }),
  'PUT /api/v1/users/{id}/password': async (role, on) => {
    if (on === 'self' && role === 'self') await setPassword();
    const json = { passwordChangeCredential: PASSWORD, newPassword: PASSWORD };
    return { id: on === 'no token' ? '0' : uuidOf(on), json };
  },
  'GET /api/v1/users/{id}': async (_, on) => ({ id: uuidOf(on) }),
  'PUT /api/v1/users/{id}': async (role, on) => {
    const own: Record<string, unknown> = { name: 'Self Doe', groupId: lab.uuid, enabled: true };
    if (on === 'nobody') return { id: NOBODY, json: { name: 'X' } };
    // rights that nobody takes from or gives to themselves
    if (on === 'oneself') return { id: uuidOf(role), json: { siteAdmin: role !== 'admin', enabled: false } };
    return { id: uuidOf('self'), json: { [on]: own[on] ?? false } };
  },
  'GET /api/v1/groups/{id}': async (_, on) => ({ id: on === "self's" ? lab.uuid : NOBODY }),
  'PUT /api/v1/groups/{id}': async (_, on) => ({ id: on === "self's" ? lab.uuid : NOBODY, json: { name: 'Lab' } }),
  'POST /api/v1/services': async () => ({ json: { name: 'Two' } }),
  'PUT /api/v1/services/{id}': async () => ({ id: serviceId, json: { name: 'One' } }),
  'PUT /api/v1/appsettings/{id}': async () => ({ id: settingId, json: { value: 'Text' } }),
  'POST /api/v1/registrations': async (role) => ({ json: form(`${role}-asks@example.org`, intoLab()) }),
  'POST /api/v1/registrations/{id}/acceptance': async (role, on) => ({ id: await registered(role, on), json: {} }),
  'POST /api/v1/registrations/{id}/rejection': async (role, on) => ({ id: await registered(role, on) }),
};

async function setPassword(): Promise<void> {
  const users = createUserStore(site.local.table);
  const account = await users.find(uuidOf('self'));
  if (account !== undefined) await users.setPassword(account, await createPasswords().hash(PASSWORD));
}

const REFUSAL = z
  .array(
    z.strictObject({ exception: z.string().startsWith('HTTP'), field: z.string().optional(), message: z.string() }),
  )
  .min(1);

const line = (statuses: readonly number[]) => ROLES.map((role, i) => `${role} ${statuses[i]}`).join(', ');

describe('the table of permissions', () => {
  it('has a row for every route of accounts, services, settings and registrations, and for no other', () => {
    const tables = { ...accountsRoutes, ...servicesRoutes, ...settingsRoutes, ...registrationsRoutes };
    const routes = Object.values(tables).map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(ROWS.map(({ route }) => route))].toSorted()).toEqual(routes.toSorted());
    expect(ROWS.filter(({ statuses }) => statuses.length !== ROLES.length)).toEqual([]);
  });
});

describe('every role at every route', () => {
  it.each(ROWS)('$route $on', async ({ route, on, statuses }) => {
    const answered: number[] = [];
    for (const role of ROLES) {
      const { id = '', json } = (await SENT[route]?.(role, on)) ?? {};
      const request = route.replace('{id}', id) as `${string} /${string}`;
      const answer = await site.ask(request, { ...tokenOf(role), ...(json && { json }), headers: sender() });
      if (answer.status >= 400) REFUSAL.parse(answer.body);
      answered.push(answer.status);
    }
    expect(line(answered)).toBe(line(statuses));
  });
});
