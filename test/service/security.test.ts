import { beforeAll, describe, expect, it } from 'vitest';
import { anonymous, call, expectOk } from './client.ts';
import { newGroup, newPerson, PASSWORD, type Person } from './people.ts';
import { siteAdmin } from './shared.ts';
import { csvFile, release } from './submitting.ts';

let group: string;
let person: Person;
let groupAdmin: Person;

beforeAll(async () => {
  group = await newGroup(siteAdmin());
  [person, groupAdmin] = await Promise.all([
    newPerson(siteAdmin(), group),
    newPerson(siteAdmin(), group, { groupAdmin: true }),
  ]);
});

/** One route of each door. */
const PRIVATE = [
  '/api/submission',
  '/api/v1/account',
  '/api/v1/rpc/whoami',
  '/api/v1/assignments',
  '/api/v1/submissions',
] as const;

describe('a page of another site', () => {
  const headers = { origin: 'https://elsewhere.example' };
  const asks = {
    ...headers,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
  };

  it.each([...PRIVATE, '/api/v1/datasets', '/v1/login'])('is told by no header that it may read %s', async (path) => {
    for (const sent of [{ headers }, { method: 'OPTIONS', headers: asks }, { body: {}, headers }]) {
      const answer = await call(person, path, sent);
      const told = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect([answer.status < 500, told]).toEqual([true, []]);
    }
  });

  it('may show no page of this one in a frame, nor send its address on', async () => {
    for (const path of ['/', '/app/', '/api/v1', ...PRIVATE]) {
      const { headers: answered } = await call(anonymous(person), path);
      expect([path, answered.get('x-frame-options')]).toEqual([path, 'DENY']);
      expect(answered.get('referrer-policy')).toMatch(/^(same-origin|no-referrer)$/);
      expect(answered.get('strict-transport-security')).toContain('max-age=31536000');
      expect(answered.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('credentials', () => {
  it.each(PRIVATE)('count in the header Authorization alone: not in the address, not in a cookie: %s', async (path) => {
    const nobody = anonymous(person);
    for (const name of ['access_token', 'token', 'jwt', 'api_key', 'authorization']) {
      expect((await call(nobody, `${path}?${name}=${person.token}`)).status).toBe(401);
    }
    const cookie = ['token', 'jwt', 'session', 'authorization'].map((name) => `${name}=${person.token}`).join('; ');
    expect((await call(nobody, path, { headers: { cookie } })).status).toBe(401);
    expect((await call(person, path)).headers.get('set-cookie')).toBeNull();
  });

  it('are answered to nobody who may not keep them, and set no cookie', async () => {
    const body = { username: person.username, password: PASSWORD };
    const answer = await call(anonymous(person), '/v1/login', { body });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('of a session are worth nothing with another head, body or signature', async () => {
    const [head = '', claims = '', signature = ''] = person.token.split('.');
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const known = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const forged = [
      [encode({ alg: 'none' }), claims, ''],
      [encode({ alg: 'none', typ: 'JWT' }), claims, signature],
      [encode({ alg: 'HS256', jwk: { kty: 'oct', k: '' } }), claims, signature],
      [head, encode({ ...known, siteAdmin: true }), signature],
      [head, encode({ ...known, exp: 99_999_999_999 }), signature],
      [head, claims, ''],
      [head, claims, signature.slice(0, -1)],
    ];
    expect((await call(person, '/api/v1/account')).status).toBe(200);
    for (const parts of forged) {
      expect((await call({ ...person, token: parts.join('.') }, '/api/v1/account')).status).toBe(401);
    }
  });
});

describe('rights', () => {
  const RIGHTS = { siteAdmin: true, groupAdmin: true, siteRead: true, enabled: true, id: 'x', ownCount: 0 };

  it('are not taken by naming them in a body', async () => {
    const before = await expectOk(person, '/api/v1/account');
    for (const [right, value] of Object.entries(RIGHTS)) {
      const own = await call(person, `/api/v1/accounts/${person.id}`, { method: 'PATCH', body: { [right]: value } });
      expect([right, own.status >= 400]).toEqual([right, true]);
      // DataMeta's clients may send what its API does not know
      await call(person, `/api/v1/users/${person.id}`, { method: 'PUT', body: { [right]: value } });
      const body = { currentPassword: PASSWORD, newPassword: PASSWORD, [right]: value };
      expect((await call(person, '/api/v1/account/password', { method: 'PUT', body })).status).toBe(400);
    }
    expect(await expectOk(person, '/api/v1/account')).toEqual(before);
  });

  it('are not had by registering with them', async () => {
    const email = `eve-${group.slice(0, 8)}@example.org`;
    const form = {
      name: 'Eve',
      email,
      org_select: group,
      org_create: null,
      org_new_name: null,
      check_user_agreement: null,
    };
    const asked = await call(anonymous(person), '/api/v1/registrations', { body: { ...form, ...RIGHTS } });
    expect(asked.status).toBe(400);
  });

  it('beyond their own are given by no admin of a group', async () => {
    const email = `mallory-${group.slice(0, 8)}@example.org`;
    const account = { username: `mallory-${group.slice(0, 8)}`, email, fullName: 'M', group, password: PASSWORD };
    for (const right of ['siteAdmin', 'siteRead']) {
      const made = await call(groupAdmin, '/api/v1/users', { body: { ...account, [right]: true } });
      const changed = await call(groupAdmin, `/api/v1/accounts/${person.id}`, {
        method: 'PATCH',
        body: { [right]: true },
      });
      expect([made.status, changed.status]).toEqual([403, 403]);
    }
  });
});

describe('a signed URL', () => {
  it('lives for minutes, and opens what it was made for and nothing else', async () => {
    const { id } = await release(person, [csvFile('secret.csv')], 'controlled');
    const answer = await call(person, `/api/v1/submissions/${id}/files/secret.csv/content`);
    const url = new URL(answer.headers.get('location') ?? '');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'no-store']);
    expect(Number(url.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(3600);
    expect((await fetch(url)).status).toBe(200);
    const longer = new URL(url);
    longer.searchParams.set('X-Amz-Expires', '604800');
    const other = new URL(url.href.replace('secret.csv', 'another.csv'));
    const unsigned = new URL(url.origin + url.pathname);
    expect(await Promise.all([longer, other, unsigned].map(async (one) => (await fetch(one)).status))).toEqual([
      403, 403, 403,
    ]);
  });
});
