import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPasswordLinkStore } from '../../../adapters/dynamodb/password-link-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { createPasswords } from '../../../adapters/passwords/scrypt.ts';
import type { Group } from '../../../domain/account/account.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

const PASSWORD = 'Correct-Horse-7';
const UUID = /^[0-9a-f-]{36}$/;
let site: DatametaSite;
let lab: Group;
let admin: Somebody;
let leader: Somebody;
let member: Somebody;
let other: Somebody;

beforeAll(async () => {
  site = await startDatametaSite();
  lab = await site.group('Lab');
  admin = await site.person(await site.group('Operators'), 'admin', { siteAdmin: true });
  leader = await site.person(lab, 'leader', { groupAdmin: true });
  member = await site.person(lab, 'member');
  other = await site.person(await site.group('Others'), 'other');
});
afterAll(() => site.close());

const idOf = ({ account: { uuid, siteId } }: Somebody) => ({ uuid, site: siteId });
const faults = (body: unknown) => body as { exception: string; field?: string; message: string }[];

async function setPassword({ account }: Somebody): Promise<void> {
  const users = createUserStore(site.local.table);
  const now = await users.get(account.userId);
  if (now === undefined) throw new Error('There is no such user.');
  await users.setPassword(now, await createPasswords().hash(PASSWORD));
}

interface Key {
  id: { uuid: string };
  token: string;
  expires: string;
}
const newKey = (token: string, json: object) => site.ask<Key>('POST /api/v1/keys', { token, json });

describe('API keys', () => {
  it('are made with a key, are shown once, and belong to whoever made them', async () => {
    const made = await newKey(member.token, { label: 'pipeline' });
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      id: { uuid: expect.stringMatching(UUID) },
      userId: idOf(member),
      token: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
      label: 'pipeline',
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/),
    });
    const whoami = await site.ask('GET /api/v1/rpc/whoami', { token: made.body.token });
    expect(whoami.body).toMatchObject({ id: idOf(member), group: { id: { uuid: lab.uuid, site: lab.siteId } } });
    const list = await site.ask(`GET /api/v1/users/${member.account.siteId}/keys`, { token: member.token });
    expect(JSON.stringify(list.body)).not.toContain(made.body.token);
    expect(list.body).toContainEqual({
      id: made.body.id,
      label: 'pipeline',
      expires: made.body.expires,
      hasExpired: false,
    });
    const request = `DELETE /api/v1/keys/${made.body.id.uuid.toUpperCase()}` as const;
    expect((await site.ask(request, { token: other.token })).status).toBe(403);
    expect((await site.ask(request, { token: member.token })).status).toBe(200);
    expect((await site.ask(request, { token: member.token })).status).toBe(403);
    expect((await site.ask('GET /api/v1/rpc/whoami', { token: made.body.token })).status).toBe(401);
  });

  it('are made with e-mail address, in any case, and password', async () => {
    await setPassword(other);
    const ask = (json: object) => site.ask<Key>('POST /api/v1/keys', { json: { label: 'x', ...json } });
    const made = await ask({ email: 'OTHER@Example.org', password: PASSWORD });
    expect(made).toMatchObject({ status: 200, body: { userId: idOf(other) } });
    expect((await ask({ email: 'other@example.org', password: 'wrong' })).status).toBe(401);
    expect((await ask({ email: 'nobody@example.org', password: PASSWORD })).status).toBe(401);
    expect((await ask({ email: 'other@example.org' })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
  });

  it('whose expiry is a date live through that day, wherever', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { body } = await newKey(member.token, { label: 'today', expires: today });
    expect(Date.parse(`${body.expires}Z`)).toBe(Date.parse(`${today}T00:00:00Z`) + 36 * 3_600_000);
    expect((await site.ask('GET /api/v1/rpc/whoami', { token: body.token })).status).toBe(200);
  });

  it('may have expired already, may say their time zone, and are told as expired', async () => {
    const { status, body } = await newKey(member.token, { label: 'old', expires: '2020-01-01T12:00:00+02:00' });
    expect([status, body.expires]).toEqual([200, '2020-01-01T10:00:00.000']);
    expect((await site.ask('GET /api/v1/rpc/whoami', { token: body.token })).status).toBe(401);
    const list = await site.ask<object[]>(`GET /api/v1/users/${member.account.uuid}/keys`, { token: member.token });
    expect(list.body).toContainEqual({ id: body.id, label: 'old', expires: body.expires, hasExpired: true });
  });

  it.each([
    ['2999-01-01', 'The defined expiration date exceeded the max allowed expiration period, which is 365 days.'],
    ['tomorrow', 'Wrong datetime format. Please use isoformat.'],
  ])('until %s are refused', async (expires, message) => {
    const { status, body } = await newKey(member.token, { label: 'x', expires });
    expect([status, body]).toEqual([400, [{ exception: 'ValidationError', field: 'expires', message }]]);
  });

  it('take no unknown field and want a label', async () => {
    expect((await newKey(member.token, { label: 'x', name: 'y' })).status).toBe(400);
    expect(faults((await newKey(member.token, {})).body)[0]).toMatchObject({ field: 'label' });
  });
});

describe('passwords', () => {
  const put = (id: string, json: object, token?: string) =>
    site.ask(`PUT /api/v1/users/${id}/password`, { json, ...(token !== undefined && { token }) });
  const change = (passwordChangeCredential: string, newPassword = 'Another-Horse-8') => ({
    passwordChangeCredential,
    newPassword,
  });

  it('are changed by their owner, who knows the present one', async () => {
    await setPassword(member);
    expect((await put(member.account.siteId, change('wrong'), member.token)).status).toBe(403);
    expect((await put(member.account.uuid, change(PASSWORD), member.token)).status).toBe(204);
    expect((await put(member.account.uuid, change(PASSWORD), member.token)).status).toBe(403);
    expect((await put(member.account.uuid, change(PASSWORD), admin.token)).status).toBe(403);
    expect((await put('DMU-00000000', change(PASSWORD), member.token)).status).toBe(403);
    expect((await put(member.account.uuid, change(PASSWORD))).status).toBe(401);
  });

  it('that are too short are refused, and the link stays good', async () => {
    const links = createPasswordLinkStore(site.local.table);
    const account = await createUserStore(site.local.table).get(leader.account.userId);
    const { userId, passwordVersion } = account ?? leader.account;
    const soon = new Date(Date.now() + 60_000).toISOString();
    await links.add('good', { userId, passwordVersion, expiresAt: soon });
    await links.add('late', { userId, passwordVersion, expiresAt: '2020-01-01T00:00:00Z' });
    const short = await put('0', change('good', 'Short-1'));
    expect(short.status).toBe(400);
    expect(short.body).toEqual([
      {
        exception: 'ValidationError',
        field: 'newPassword',
        message: 'The password has to have a length of at least 10 characters.',
      },
    ]);
    expect((await put('0', change('late'))).status).toBe(410);
    expect((await put('0', change('never'))).status).toBe(404);
    expect((await put('0', change('good'))).status).toBe(204);
    expect((await put('0', change('good'))).status).toBe(404);
  });
});

describe('users', () => {
  const get = (who: Somebody, as: Somebody) => site.ask(`GET /api/v1/users/${who.account.siteId}`, { token: as.token });

  it('are shown with e-mail address and roles to those who administer them, and else without', async () => {
    const plain = { id: idOf(member), name: 'member Doe', groupId: { uuid: lab.uuid, site: lab.siteId } };
    const roles = { groupAdmin: false, siteAdmin: false, siteRead: false, email: 'member@example.org' };
    const none = { groupAdmin: null, siteAdmin: null, siteRead: null, email: null };
    expect((await get(member, leader)).body).toEqual({ ...plain, ...roles });
    expect((await get(member, admin)).body).toEqual({ ...plain, ...roles });
    expect((await get(member, member)).body).toEqual({ ...plain, ...none });
    expect((await site.ask('GET /api/v1/users/DMU-00000000', { token: member.token })).status).toBe(404);
  });

  it('are changed, all or nothing, whatever else is sent', async () => {
    const put = (json: object, as: Somebody) =>
      site.ask(`PUT /api/v1/users/${member.account.uuid}`, { token: as.token, json });
    expect((await put({ name: 'Half', siteRead: true }, leader)).status).toBe(403);
    expect(
      faults((await put({ name: 'Half', siteRead: true, groupId: 'x' }, leader)).body).map((f) => f.field),
    ).toEqual(['groupId', 'siteRead']);
    expect((await get(member, admin)).body).toMatchObject({ name: 'member Doe' });
    expect((await put({ name: 'Whole', groupAdmin: true, telephone: '1' }, leader)).status).toBe(204);
    expect((await get(member, admin)).body).toMatchObject({ name: 'Whole', groupAdmin: true });
    expect((await put({ groupId: 'DMG-00000000' }, admin)).status).toBe(404);
    expect((await put({ groupAdmin: 'yes' }, admin)).status).toBe(400);
    expect((await put({ groupAdmin: false }, admin)).status).toBe(204);
  });
});

describe('groups', () => {
  it('are renamed to a name that nobody has', async () => {
    const put = (id: string, name: string) =>
      site.ask(`PUT /api/v1/groups/${id}`, { token: admin.token, json: { name } });
    expect((await put(lab.siteId, 'Laboratory')).status).toBe(204);
    const { body } = await site.ask(`GET /api/v1/groups/${lab.uuid.toUpperCase()}`, { token: member.token });
    expect(body).toEqual({ id: { uuid: lab.uuid, site: lab.siteId }, name: 'Laboratory' });
    const taken = await put(lab.uuid, 'others');
    expect(taken.status).toBe(400);
    expect(taken.body).toEqual([
      { exception: 'ValidationError', field: 'name', message: 'A group with that name already exists.' },
    ]);
    expect((await put('DMG-00000000', 'X')).status).toBe(403);
    expect((await put(lab.uuid, ' ')).status).toBe(400);
    expect((await site.ask('GET /api/v1/groups/DMG-00000000', { token: member.token })).status).toBe(404);
  });
});

describe('the other version', () => {
  it('is the same', async () => {
    const versions = { apiVersion: '1.4.0', datametaVersion: '1.0.5' };
    expect((await site.ask('GET /api/v0/server')).body).toEqual(versions);
    expect((await site.ask('GET /api/v1/server')).body).toEqual(versions);
    const { status, body } = await site.ask('GET /api/v0/rpc/whoami', { token: member.token });
    expect([status, body]).toEqual([200, (await site.ask('GET /api/v1/rpc/whoami', { token: member.token })).body]);
    expect((await site.ask(`PUT /api/v0/groups/${lab.uuid}`, { token: member.token, json: {} })).status).toBe(403);
  });
});
