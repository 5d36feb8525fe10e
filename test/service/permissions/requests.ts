import { randomUUID } from 'node:crypto';
import { type Caller, call, expectOk, type Sent, until } from '../client.ts';
import { PASSWORD } from '../people.ts';
import { form } from '../submitting.ts';
import type { Role, Row } from './table.ts';
import type { World } from './world.ts';

/** One request for one cell of the table. */
export interface Request {
  path: string;
  sent?: Sent;
  /** somebody else's token of the same person */
  as?: Caller;
}

export type Build = (world: World, role: Role, on: string) => Request | Promise<Request>;

const FORM = () => form(Buffer.from('no\tmanifest\n'));
const name = () => `perm-${randomUUID().slice(0, 8)}`;
const post = (path: string, body?: object): Request => ({ path, sent: { method: 'POST', ...(body && { body }) } });

/** The submission in the state that a row asks for. */
function idFor(world: World, on: string): string {
  const { running, failed, cancelled, open, restricted, embargo } = world;
  const id = { running, failed, cancelled, open, restricted, embargo }[on];
  if (id === undefined) throw new Error(`The table asks for a submission that there is not: ${on}`);
  return id;
}

/** Those who may end or restart a submission each get one of their own. */
function own(world: World, role: Role, on: string, records: string[], who: readonly Role[]): string {
  return (who.includes(role) ? records[who.indexOf(role)] : undefined) ?? idFor(world, on);
}

const path =
  (template: string): Build =>
  () => ({ path: template });
const submission =
  (prefix: string, rest = ''): Build =>
  (world, _, on) => ({ path: `${prefix}/${idFor(world, on)}${rest}` });

async function viewPath(world: World, _: Role, on: string): Promise<Request> {
  if (on !== 'by UUID' && on !== 'by site id') return { path: `/api/v1/submissions/${idFor(world, on)}` };
  const view = await expectOk<{ submissionReference: string; siteId: string }>(
    world.callers.owner,
    `/api/v1/submissions/${world.running}`,
  );
  return { path: `/api/v1/submissions/${on === 'by UUID' ? view.submissionReference : view.siteId}` };
}

/** A session to be ended; those without a good token have none, and send what they have. */
async function logout(world: World, role: Role): Promise<Request> {
  const caller = world.callers[role];
  if (role === 'anon' || ['gone', 'late', 'lost'].includes(role)) return post('/v1/logout');
  const { jwt } = await expectOk<{ jwt: string }>(world.callers.anon, '/v1/login', {
    body: { username: caller.username, password: PASSWORD },
  });
  return { ...post('/v1/logout'), as: { url: caller.url, token: jwt } };
}

const newUser = (world: World, roles: object): object => {
  const username = name();
  return {
    username,
    email: `${username}@example.org`,
    fullName: 'Eve',
    group: world.group,
    password: PASSWORD,
    ...roles,
  };
};

const CHANGES: Readonly<Record<string, object>> = {
  fullName: { fullName: 'Ada King' },
  groupAdmin: { groupAdmin: false },
  siteRead: { siteRead: false },
  enabled: { enabled: true },
};

const FILE = 'perm-file';
/** A profile that no manifest is matched against. */
const PROFILE = {
  title: 'Of a test',
  enabled: false,
  columns: [{ name: FILE, required: true }],
  fileName: { column: FILE },
  access: { policy: 'open' },
};

const define =
  (kind: string, body: object): Build =>
  () => ({
    path: `/api/v1/${kind}/${name()}`,
    sent: { method: 'PUT', body },
  });

/** Makes a definition to be deleted. */
const drop =
  (kind: string, body: object): Build =>
  async (world) => {
    const made = `/api/v1/${kind}/${name()}`;
    const { version } = await expectOk<{ version: number }>(world.callers.admin, made, { method: 'PUT', body });
    return { path: `${made}?version=${version}`, sent: { method: 'DELETE' } };
  };

/** An address that is refused at once. */
const WEBHOOK = { url: 'https://127.0.0.1:8443/', method: 'POST', auth_type: 'none', auth_details: null };

const VOCABULARY = { terms: ['one', 'two'] };

export const REQUESTS: Readonly<Record<Row['route'], Build>> = {
  'POST /api/submission': () => ({ path: '/api/submission', sent: { raw: FORM() } }),
  'GET /api/submission': path('/api/submission'),
  'POST /api/submission/search': () => post('/api/submission/search', { status: ['complete'] }),
  'GET /api/submission/{id}': submission('/api/submission'),
  'GET /v1/file-status/{identifier}': ({ openIdentifier, restrictedIdentifier }, _, on) => ({
    path: `/v1/file-status/${on === 'open' ? openIdentifier : restrictedIdentifier}`,
  }),
  'GET /v1/file-status/{id}/{name}': (world, _, on) => ({
    path: `/v1/file-status/${idFor(world, on)}/${on === 'running' ? world.files.arrived : 'restricted.csv'}`,
  }),

  'POST /v1/login': ({ callers }) => post('/v1/login', { username: callers.owner.username, password: PASSWORD }),
  'POST /v1/logout': logout,
  // the throttle counts mails by address: a body that is refused behind the gate says as much about the gate
  'POST /api/v1/password-links': () => post('/api/v1/password-links', { email: 'nobody' }),
  'POST /api/v1/password': () => post('/api/v1/password', { link: 'unknown', newPassword: PASSWORD }),
  'GET /api/v1/account': path('/api/v1/account'),
  'PUT /api/v1/account/password': () => ({
    path: '/api/v1/account/password',
    sent: { method: 'PUT', body: { currentPassword: PASSWORD, newPassword: PASSWORD } },
  }),
  'GET /api/v1/account/preferences': path('/api/v1/account/preferences'),
  'PUT /api/v1/account/preferences': () => ({
    path: '/api/v1/account/preferences',
    sent: {
      method: 'PUT',
      body: { mails: { dryRun: true, upload: true, reminder: true, failure: true, receipt: true } },
    },
  }),
  'PUT /api/v1/account/webhook': () => ({ path: '/api/v1/account/webhook', sent: { method: 'PUT', body: WEBHOOK } }),
  'DELETE /api/v1/account/webhook': () => ({ path: '/api/v1/account/webhook', sent: { method: 'DELETE' } }),
  'GET /api/v1/tokens': path('/api/v1/tokens'),
  'POST /api/v1/tokens': () => post('/api/v1/tokens', { label: 'one more' }),
  'DELETE /api/v1/tokens/{id}': ({ tokenId }) => ({ path: `/api/v1/tokens/${tokenId}`, sent: { method: 'DELETE' } }),
  'GET /api/v1/users': ({ group }) => ({ path: `/api/v1/users?group=${group}` }),
  'POST /api/v1/users': (world, _, on) => post('/api/v1/users', newUser(world, { siteAdmin: on === 'site admin' })),
  'PATCH /api/v1/accounts/{id}': ({ ownerId, memberId }, _, on) => ({
    path: `/api/v1/accounts/${on === 'fullName' ? ownerId : memberId}`,
    sent: { method: 'PATCH', body: CHANGES[on] },
  }),
  'GET /api/v1/audit': path('/api/v1/audit'),
  'GET /api/v1/groups': path('/api/v1/groups'),
  'POST /api/v1/groups': () => post('/api/v1/groups', { name: name() }),

  'GET /api/v1/manifest-profiles': path('/api/v1/manifest-profiles'),
  'GET /api/v1/manifest-profiles/{name}': path('/api/v1/manifest-profiles/nemo'),
  'PUT /api/v1/manifest-profiles/{name}': define('manifest-profiles', PROFILE),
  'DELETE /api/v1/manifest-profiles/{name}': drop('manifest-profiles', PROFILE),
  'GET /api/v1/manifest-profiles/{name}/template': path('/api/v1/manifest-profiles/nemo/template?format=xlsx'),
  'GET /api/v1/vocabularies': path('/api/v1/vocabularies'),
  'GET /api/v1/vocabularies/{name}': path('/api/v1/vocabularies/Species'),
  'PUT /api/v1/vocabularies/{name}': define('vocabularies', VOCABULARY),
  'DELETE /api/v1/vocabularies/{name}': drop('vocabularies', VOCABULARY),
  'POST /api/v1/manifest-uploads': () => post('/api/v1/manifest-uploads', { size: 10 }),
  'POST /api/v1/manifest-checks': () => ({ path: '/api/v1/manifest-checks', sent: { raw: 'no\tmanifest\n' } }),

  'POST /api/v1/submissions/{ref}/uploads': (world, _, on) =>
    post(`/api/v1/submissions/${idFor(world, on)}/uploads`, { files: [{ name: world.files.announced, size: 5 }] }),
  'POST /api/v1/submissions/{ref}/uploads/confirm': (world, _, on) =>
    post(`/api/v1/submissions/${idFor(world, on)}/uploads/confirm`, { names: [world.files.announced] }),
  'GET /api/v1/uploads/{upload}': ({ uploads }) => ({ path: `/api/v1/uploads/${uploads.inParts}` }),
  'POST /api/v1/uploads/{upload}/parts': ({ uploads }) =>
    post(`/api/v1/uploads/${uploads.inParts}/parts`, { partNumbers: [2] }),
  'POST /api/v1/uploads/{upload}/complete': ({ uploads }) => post(`/api/v1/uploads/${uploads.arrived}/complete`),
  'DELETE /api/v1/uploads/{upload}': ({ uploads }) => ({
    path: `/api/v1/uploads/${uploads.announced}`,
    sent: { method: 'DELETE' },
  }),

  'GET /api/v1/submissions': ({ group }, _, on) => {
    const queries: Readonly<Record<string, string>> = { "group's": `?group=${group}`, all: '?scope=all' };
    return { path: `/api/v1/submissions${queries[on] ?? ''}` };
  },
  'GET /api/v1/submissions/{ref}': viewPath,
  'GET /api/v1/submissions/{ref}/files': submission('/api/v1/submissions', '/files'),
  'GET /api/v1/submissions/{ref}/files/{name}/content': (world, _, on) => ({
    path: `/api/v1/submissions/${idFor(world, on)}/files/${on === 'running' ? world.files.arrived : `${on}.csv`}/content`,
  }),
  'GET /api/v1/submissions/{ref}/outputs/{filename}': submission('/api/v1/submissions', '/outputs/receipt.json'),
  'GET /api/v1/submissions/{ref}/deliveries': submission('/api/v1/submissions', '/deliveries'),
  'POST /api/v1/submissions/{ref}/deliveries/{eventId}/redeliver': async ({ callers, open }, role) => {
    const of = `/api/v1/submissions/${open}/deliveries`;
    const told = () => expectOk<{ deliveries: { eventId: string; webhook: string | null }[] }>(callers.owner, of);
    const isOver = ({ deliveries }: Awaited<ReturnType<typeof told>>): boolean =>
      deliveries.length === 6 && deliveries.every(({ webhook }) => webhook !== null);
    const { deliveries } = await until('six deliveries', told, isOver);
    // another one for each of those who may: one that is under way is not begun again
    const index = Math.max(0, ['owner', 'gadmin', 'admin'].indexOf(role));
    return post(`${of}/${deliveries[index]?.eventId}/redeliver`);
  },
  'POST /api/v1/submissions/{ref}/redrive': (world, role, on) => {
    const id = on === 'failed' ? own(world, role, on, world.toRedrive, ['gadmin', 'admin']) : idFor(world, on);
    return post(`/api/v1/submissions/${id}/redrive`);
  },
  'POST /api/v1/submissions/{ref}/cancel': (world, role, on) => {
    const id = on === 'running' ? own(world, role, on, world.toCancel, ['owner', 'gadmin', 'admin']) : idFor(world, on);
    return post(`/api/v1/submissions/${id}/cancel`);
  },
  'PUT /api/v1/submissions/{ref}/embargo': (world, _, on) => ({
    path: `/api/v1/submissions/${idFor(world, on)}/embargo`,
    sent: { method: 'PUT', body: { until: '2999-01-01' } },
  }),
  'POST /api/v1/files/{id}/uploads': ({ stagedFile }) => post(`/api/v1/files/${stagedFile}/uploads`, { size: 5 }),
  'GET /api/v1/datasets': path('/api/v1/datasets'),
  'GET /api/v1/datasets/{ref}': submission('/api/v1/datasets'),

  'GET /api': path('/api'),
  'GET /api/v1': path('/api/v1'),
  'GET /openapi.json': path('/openapi.json'),
  'GET /openapi.yaml': path('/openapi.yaml'),
  'GET /swagger-ui/{version}/{file}': async ({ callers }) => {
    const { text } = await call(callers.anon, '/api/v1');
    return { path: /href="([^"]+\.css)"/.exec(text)?.[1] ?? '' };
  },
};
