import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPasswordLinkStore } from '../../../adapters/dynamodb/password-link-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { createPasswords } from '../../../adapters/passwords/scrypt.ts';
import type { Group } from '../../../domain/account/account.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

/**
 * Every example of DataMeta's API document about accounts, services, settings and registrations, sent as it stands
 * there, with values in place of `string`. An answer has every key of the example's answer and no other; `site` only
 * where a thing has a site id.
 */
const PASSWORD = 'Correct-Horse-7';
const SITE_ID = { uuid: 'string', site: 'string' };
const UUID_ONLY = { uuid: 'string' };
const USER = { groupAdmin: true, siteAdmin: true, siteRead: true, email: 'string' };
const GROUP = { id: SITE_ID, name: 'string' };
const SERVICE = { id: SITE_ID, name: 'string', userIds: [SITE_ID] };

let site: DatametaSite;
let lab: Group;
let admin: Somebody;
let ada: Somebody;
let serviceId = '';
let settingId = '';
let keyId = '';

beforeAll(async () => {
  site = await startDatametaSite();
  lab = await site.group('Lab');
  admin = await site.person(lab, 'admin', { siteAdmin: true });
  ada = await site.person(lab, 'ada');
  const { token } = admin;
  const users = createUserStore(site.local.table);
  await users.setPassword(ada.account, await createPasswords().hash(PASSWORD));
  const ids = async (request: `${string} /${string}`, json?: object, as = token) =>
    (
      await site.ask<{ id: { uuid: string } } | { id: { uuid: string } }[]>(request, {
        token: as,
        ...(json && { json }),
      })
    ).body;
  const one = (found: Awaited<ReturnType<typeof ids>>) => (Array.isArray(found) ? found[0] : found)?.id.uuid ?? '';
  serviceId = one(await ids('POST /api/v1/services', { name: 'Assembly' }));
  settingId = one(await ids('GET /api/v1/appsettings'));
  keyId = one(await ids('POST /api/v1/keys', { label: 'to delete' }, ada.token));
  await createPasswordLinkStore(site.local.table).add('token-of-a-mail', {
    userId: ada.account.userId,
    passwordVersion: 3,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  });
});
afterAll(() => site.close());

interface Example {
  request: string;
  /** the document's body, with values */
  body?: () => object;
  as?: 'admin' | 'ada' | 'nobody';
  status: number;
  answer?: unknown;
}

const EXAMPLES: readonly Example[] = [
  {
    request: 'POST /keys',
    body: () => ({
      email: 'ada@example.org',
      password: PASSWORD,
      label: 'string',
      expires: '2020-09-21T11:46:32.817733',
    }),
    as: 'nobody',
    status: 200,
    answer: { id: UUID_ONLY, userId: SITE_ID, token: 'string', label: 'string', expires: 'string' },
  },
  { request: 'DELETE /keys/{key}', as: 'ada', status: 200 },
  { request: 'GET /rpc/whoami', status: 200, answer: { id: SITE_ID, name: 'string', ...USER, group: GROUP } },
  {
    request: 'GET /users/{ada}/keys',
    as: 'ada',
    status: 200,
    answer: [{ id: UUID_ONLY, label: 'string', expires: 'string', hasExpired: true }],
  },
  {
    request: 'PUT /users/{ada}/password',
    body: () => ({ passwordChangeCredential: PASSWORD, newPassword: 'Another-Horse-8' }),
    as: 'ada',
    status: 204,
  },
  {
    request: 'PUT /users/0/password',
    body: () => ({ passwordChangeCredential: 'token-of-a-mail', newPassword: 'Another-Horse-9' }),
    as: 'nobody',
    status: 204,
  },
  { request: 'GET /users/{ada}', status: 200, answer: { id: SITE_ID, name: 'string', ...USER, groupId: SITE_ID } },
  {
    request: 'PUT /users/{ada}',
    body: () => ({
      name: 'string',
      groupId: lab.siteId,
      groupAdmin: true,
      siteAdmin: true,
      siteRead: true,
      enabled: true,
    }),
    status: 204,
  },
  { request: 'GET /groups/{lab}', status: 200, answer: GROUP },
  { request: 'PUT /groups/{lab}', body: () => ({ name: 'string' }), status: 204 },
  {
    request: 'GET /appsettings',
    status: 200,
    answer: [{ id: UUID_ONLY, key: 'string', valueType: 'string', value: 'string' }],
  },
  { request: 'PUT /appsettings/{setting}', body: () => ({ value: 'string' }), status: 204 },
  { request: 'POST /services', body: () => ({ name: 'string' }), status: 200, answer: { ...SERVICE, userIds: [] } },
  {
    request: 'PUT /services/{service}',
    body: () => ({ name: 'another string', userIds: [ada.account.siteId] }),
    status: 200,
    answer: SERVICE,
  },
  { request: 'GET /services', status: 200, answer: [SERVICE] },
  { request: 'GET /server', as: 'nobody', status: 200, answer: { apiVersion: 'string', datametaVersion: 'string' } },
  {
    request: 'POST /registrations',
    body: () => ({
      name: 'string',
      email: 'string@example.org',
      org_select: lab.uuid,
      org_create: null,
      org_new_name: 'string',
      check_user_agreement: true,
    }),
    as: 'nobody',
    status: 204,
  },
  {
    request: 'POST /registrations',
    body: () => ({
      name: 'string',
      email: 'string2@example.org',
      org_select: 'string',
      org_create: 'string',
      org_new_name: 'string2',
      check_user_agreement: true,
    }),
    as: 'nobody',
    status: 204,
  },
  {
    request: 'GET /registrationsettings',
    as: 'nobody',
    status: 200,
    answer: { userAgreement: null, groups: [GROUP] },
  },
];

/** Only the keys count, and of a list those of its first entry. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [keysOf(value[0])];
  if (typeof value !== 'object' || value === null) return 'value';
  const entries = Object.entries(value).map(([key, item]) => [key, keysOf(item)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe('the examples of the document', () => {
  it.each(EXAMPLES)('$request', async ({ request, body, as = 'admin', status, answer }) => {
    const ids: Record<string, string> = {
      ada: ada.account.siteId,
      lab: lab.uuid,
      key: keyId,
      setting: settingId,
      service: serviceId,
    };
    const [method, path = ''] = request.split(' ');
    const url = `/api/v1${path.replace(/\{(\w+)\}/, (_, name: string) => ids[name] ?? '')}` as const;
    const token = { admin: admin.token, ada: ada.token, nobody: undefined }[as];
    const sent = { ...(token !== undefined && { token }), ...(body && { json: body() }) };
    const got = await site.ask(`${method} ${url}`, sent);
    expect([got.status, keysOf(got.body)]).toEqual([status, answer === undefined ? 'value' : keysOf(answer)]);
  });
});
