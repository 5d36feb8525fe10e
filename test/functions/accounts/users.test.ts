import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newToken, newUserId } from '../../../domain/account/token.ts';
import { type AccountSite, linkSecretIn, startAccountSite } from './site.ts';

const adminToken = newToken(newUserId());
let site: AccountSite;

interface Person {
  id: string;
  siteId: string;
  token: string;
}
let labA: string;
let labB: string;
const people: Record<'adminA' | 'memberA' | 'memberB' | 'reader', Person> = {} as never;

beforeAll(async () => {
  site = await startAccountSite();
  await site.bootstrap({ username: 'root', email: 'root@example.org', token: adminToken });
  labA = await openGroup('Lab A');
  labB = await openGroup('Lab B');
  people.adminA = await person('admin-a', labA, { groupAdmin: true });
  people.memberA = await person('member-a', labA);
  people.memberB = await person('member-b', labB);
  people.reader = await person('reader', labB, { siteRead: true });
});
afterAll(() => site.close());

const root = (method: string, path: string, body?: unknown) => site.call(method, path, { token: adminToken, body });
const as = (who: keyof typeof people, method: string, path: string, body?: unknown) =>
  site.call(method, path, { token: people[who].token, body });

async function openGroup(name: string): Promise<string> {
  const made = await root('POST', '/api/v1/groups', { name });
  expect(made.status).toBe(201);
  return made.body['id'] as string;
}

const fields = (username: string, group: string, more: object = {}) => ({
  username,
  email: `${username}@example.org`,
  fullName: username,
  group,
  ...more,
});

/** Opens an account and gives it an API token, past the sign-in, whose password work would only slow this down. */
async function person(username: string, group: string, roles: object = {}): Promise<Person> {
  const made = await root('POST', '/api/v1/users', fields(username, group, roles));
  expect(made.status).toBe(201);
  const account = await site.ports.accounts.find(made.body['id'] as string);
  if (account === undefined) throw new Error('The account was not written.');
  const token = newToken(account.userId);
  const times = { createdAt: new Date().toISOString(), expiresAt: '2999-01-01T00:00:00Z' };
  await site.ports.tokens.add(account, token, {
    tokenId: crypto.randomUUID(),
    userId: account.userId,
    label: 'x',
    ...times,
  });
  return { id: account.uuid, siteId: account.siteId, token };
}

describe('opening an account', () => {
  test('by invitation mails a link that sets the first password', async () => {
    site.mails.length = 0;
    const made = await root('POST', '/api/v1/users', fields('invited', labA, { fullName: 'Iñigo' }));
    expect(made.body).toMatchObject({ username: 'invited', enabled: true, invitation: { sent: true } });
    expect(made.body['invitation']).not.toHaveProperty('link');
    const link = linkSecretIn(site.mails[0]);
    const set = await site.call('POST', '/api/v1/password', { body: { link, newPassword: 'Invited1horse' } });
    expect(set).toMatchObject({ status: 200, body: { username: 'invited' } });
  });

  test('still succeeds where the mail cannot be sent, and then hands the link to the admin', async () => {
    site.refuseMail(true);
    const made = await root('POST', '/api/v1/users', fields('unreachable', labA));
    site.refuseMail(false);
    expect(made.body['invitation']).toMatchObject({
      sent: false,
      link: expect.stringMatching(/^https:\/\/data\.example\.org\/app\/set-password#[A-Za-z0-9]{43}$/),
    });
  });

  test.each([
    ['a username with an @', { username: 'a@b' }],
    ['no e-mail address', { email: 'nowhere' }],
    ['a name with a line break', { fullName: 'Jane\r\nBcc: x@example.org' }],
    ['a weak password', { password: 'weak' }],
    ['a role that does not exist', { superuser: true }],
  ])('with %s is refused', async (_, wrong) => {
    const answer = await root('POST', '/api/v1/users', { ...fields('wrong', labA), ...wrong });
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.stringify(answer.body['errors'])).toContain(Object.keys(wrong)[0]);
  });

  test('a group admin may do it in the own group only, and gives no role of the site', async () => {
    expect((await as('adminA', 'POST', '/api/v1/users', fields('own', labA, { groupAdmin: true }))).status).toBe(201);
    expect((await as('adminA', 'POST', '/api/v1/users', fields('other', labB))).status).toBe(403);
    expect((await as('adminA', 'POST', '/api/v1/users', fields('other', 'DMG-00000000'))).status).toBe(403);
    for (const role of ['siteAdmin', 'siteRead']) {
      const body = fields('other', labA, { [role]: true });
      expect((await as('adminA', 'POST', '/api/v1/users', body)).status).toBe(403);
    }
  });

  test('nobody else may, and groups are opened by site admins', async () => {
    expect((await as('memberA', 'POST', '/api/v1/users', fields('other', labA))).status).toBe(403);
    expect((await as('reader', 'POST', '/api/v1/users', fields('other', labB))).status).toBe(403);
    expect((await as('adminA', 'POST', '/api/v1/groups', { name: 'Lab C' })).status).toBe(403);
    expect((await site.call('POST', '/api/v1/groups', { body: { name: 'Lab C' } })).status).toBe(401);
    expect((await root('POST', '/api/v1/groups', { name: 'lab a' })).status).toBe(409);
  });

  test('in a group that does not exist is refused to site admins too', async () => {
    expect((await root('POST', '/api/v1/users', fields('other', 'DMG-00000000'))).status).toBe(404);
  });
});

describe('listing users', () => {
  const names = (answer: { body: Record<string, unknown> }) =>
    (answer.body['users'] as { username: string }[]).map((user) => user.username);

  test('shows all to site admins, page by page, and one group where asked', async () => {
    const first = await site.call('GET', '/api/v1/users', { token: adminToken, query: { limit: '3' } });
    expect(names(first)).toHaveLength(3);
    const query = { after: first.body['next'] as string };
    const rest = await site.call('GET', '/api/v1/users', { token: adminToken, query });
    const all = [...names(first), ...names(rest)];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(['root', 'admin-a', 'member-a', 'member-b', 'reader']));
    const ofB = await site.call('GET', '/api/v1/users', { token: adminToken, query: { group: labB } });
    expect(names(ofB)).toEqual(['member-b', 'reader']);
  });

  test('shows group admins their own group only', async () => {
    const own = await as('adminA', 'GET', '/api/v1/users');
    expect(names(own)).toEqual(expect.arrayContaining(['admin-a', 'member-a']));
    expect(names(own)).not.toContain('member-b');
    const query = { group: labB };
    expect((await site.call('GET', '/api/v1/users', { token: people.adminA.token, query })).status).toBe(403);
    expect((await as('memberA', 'GET', '/api/v1/users')).status).toBe(403);
    expect((await as('reader', 'GET', '/api/v1/users')).status).toBe(403);
  });

  test('groups are listed to everybody who is signed in', async () => {
    const answer = await as('memberB', 'GET', '/api/v1/groups');
    expect((answer.body['groups'] as { name: string }[]).map((group) => group.name)).toEqual([
      'Example archive',
      'Lab A',
      'Lab B',
    ]);
  });
});

describe('changing an account', () => {
  type Who = keyof typeof people | 'root';
  const change = (who: Who, whom: Who, body: object) => {
    const path = `/api/v1/accounts/${whom === 'root' ? rootId : people[whom].id}`;
    return who === 'root' ? root('PATCH', path, body) : as(who, 'PATCH', path, body);
  };
  let rootId = '';
  beforeAll(async () => {
    rootId = (await root('GET', '/api/v1/account')).body['id'] as string;
  });

  test.each<[Who, Who, object, number]>([
    // the own name, and nothing else
    ['memberA', 'memberA', { fullName: 'Member A' }, 200],
    ['memberA', 'memberA', { groupAdmin: true }, 403],
    ['memberA', 'memberA', { siteAdmin: true }, 403],
    ['memberA', 'memberA', { siteRead: true }, 403],
    ['memberA', 'memberA', { enabled: false }, 403],
    ['memberA', 'memberA', { group: 'labB' }, 403],
    // others of the group: its admin, with care
    ['memberA', 'adminA', { fullName: 'X' }, 403],
    ['memberA', 'memberB', { fullName: 'X' }, 403],
    ['adminA', 'memberA', { fullName: 'Member of A', groupAdmin: true }, 200],
    ['adminA', 'memberA', { groupAdmin: false }, 200],
    ['adminA', 'memberA', { siteRead: true }, 403],
    ['adminA', 'memberA', { siteAdmin: true }, 403],
    ['adminA', 'memberA', { group: 'labB' }, 403],
    ['adminA', 'adminA', { enabled: false }, 403],
    ['adminA', 'memberB', { fullName: 'X' }, 403],
    ['adminA', 'memberB', { enabled: false }, 403],
    // reading everything is no right to change anything
    ['reader', 'memberB', { fullName: 'X' }, 403],
    ['reader', 'reader', { siteRead: false }, 403],
    // the site: its admins, but never against themselves
    ['root', 'memberB', { siteAdmin: true, siteRead: true, groupAdmin: true }, 200],
    ['root', 'memberB', { siteAdmin: false, siteRead: false, groupAdmin: false }, 200],
    ['root', 'root', { siteAdmin: false }, 403],
    ['root', 'root', { enabled: false }, 403],
    ['root', 'memberB', {}, 400],
    ['root', 'memberB', { group: 'DMG-00000000' }, 404],
  ])('%s changes %s: %j gives %i', async (who, whom, body, status) => {
    const given = 'group' in body && body.group === 'labB' ? { group: labB } : body;
    expect((await change(who, whom, given)).status).toBe(status);
  });

  test('a group admin cannot disable a site admin of the group', async () => {
    await change('root', 'memberA', { siteAdmin: true });
    expect((await change('adminA', 'memberA', { enabled: false })).status).toBe(403);
    await change('root', 'memberA', { siteAdmin: false });
  });

  test('is all or nothing, and names what may not be changed', async () => {
    const answer = await change('adminA', 'memberA', { fullName: 'Half', siteRead: true });
    expect(answer).toMatchObject({ status: 403, body: { errors: [{ field: 'siteRead' }] } });
    const users = (await as('adminA', 'GET', '/api/v1/users')).body['users'] as { id: string; fullName: string }[];
    expect(users.find((user) => user.id === people.memberA.id)?.fullName).toBe('Member of A');
  });

  test('takes the site id as well, and 404 for nobody', async () => {
    const path = `/api/v1/accounts/${people.memberB.siteId}`;
    expect((await root('PATCH', path, { fullName: 'Member B' })).body).toMatchObject({ fullName: 'Member B' });
    expect((await root('PATCH', '/api/v1/accounts/DMU-00000000', { fullName: 'X' })).status).toBe(404);
  });

  test('takes effect with the next request', async () => {
    expect((await as('memberA', 'GET', '/api/v1/users')).status).toBe(403);
    await change('root', 'memberA', { groupAdmin: true });
    expect((await as('memberA', 'GET', '/api/v1/users')).status).toBe(200);
    await change('root', 'memberA', { groupAdmin: false });
    expect((await as('memberA', 'GET', '/api/v1/users')).status).toBe(403);
  });
});

describe('API tokens', () => {
  test('are changed while they live: what is told of them, and when they end', async () => {
    const made = await as('memberB', 'POST', '/api/v1/tokens', { label: 'robot', description: 'Nightly upload' });
    expect(made.body).toMatchObject({ label: 'robot', description: 'Nightly upload' });
    const path = `/api/v1/tokens/${made.body['id'] as string}`;
    const expires = new Date(Date.now() + 2_000).toISOString();
    const changed = await as('memberB', 'PATCH', path, { label: 'machine', description: '', expires });
    expect([changed.status, changed.body]).toEqual([
      200,
      { ...changed.body, label: 'machine', description: null, expires, expired: false },
    ]);
    expect(changed.text).not.toContain(made.body['token'] as string);
    const token = made.body['token'] as string;
    const listed = async () => (await as('memberB', 'GET', '/api/v1/tokens')).body['tokens'] as { label: string }[];
    const laptop = { label: 'machine' };
    expect(await listed()).toContainEqual(expect.objectContaining({ ...laptop, lastUsedAt: null }));
    expect((await site.call('GET', '/api/v1/account', { token })).status).toBe(200);
    const used = { ...laptop, lastUsedAt: expect.stringMatching(/^20/) as string };
    expect(await listed()).toContainEqual(expect.objectContaining(used));
    expect((await as('memberB', 'PATCH', path, {})).status).toBe(400);
    expect((await as('memberB', 'PATCH', path, { expires: '2020-01-01' })).status).toBe(400);
    expect((await as('memberA', 'PATCH', path, { label: 'mine' })).status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await site.call('GET', '/api/v1/account', { token })).status).toBe(401);
    expect((await as('memberB', 'PATCH', path, { expires: '2999-01-01' })).status).toBe(409);
  });

  test('may be made for reading alone, and stay so', async () => {
    const made = await as('memberB', 'POST', '/api/v1/tokens', { label: 'dashboard', readOnly: true });
    expect([made.status, made.body['readOnly']]).toEqual([201, true]);
    const token = made.body['token'] as string;
    const path = `/api/v1/tokens/${made.body['id'] as string}`;
    expect((await site.call('GET', '/api/v1/account', { token })).body).toMatchObject({ username: 'member-b' });
    const more = await site.call('POST', '/api/v1/tokens', { token, body: { label: 'more' } });
    expect([more.status, more.text]).toEqual([403, expect.stringContaining('This API token may only read.')]);
    expect((await as('memberB', 'PATCH', path, { readOnly: false })).status).toBe(400);
    expect((await as('memberB', 'PATCH', path, { label: 'still' })).body).toMatchObject({ readOnly: true });
    expect((await site.call('DELETE', path, { token })).status).toBe(403);
    expect((await as('memberB', 'DELETE', path)).status).toBe(204);
  });

  test('are made, listed, changed and revoked by whoever administers their user', async () => {
    const of = `/api/v1/users/${people.memberA.id}/tokens`;
    const made = await as('adminA', 'POST', of, { label: 'for you', description: 'by your admin' });
    expect(made.status).toBe(201);
    const token = made.body['token'] as string;
    expect((await site.call('GET', '/api/v1/account', { token })).body).toMatchObject({ username: 'member-a' });
    const id = made.body['id'] as string;
    expect((await as('adminA', 'GET', of)).text).toContain(id);
    expect((await as('memberA', 'GET', '/api/v1/tokens')).text).toContain(id);
    expect((await as('adminA', 'PATCH', `${of}/${id}`, { label: 'still' })).body).toMatchObject({ label: 'still' });
    expect((await as('adminA', 'DELETE', `${of}/${id}`)).status).toBe(204);
    expect((await site.call('GET', '/api/v1/account', { token })).status).toBe(401);
    expect((await as('adminA', 'DELETE', `${of}/${id}`)).status).toBe(404);
    expect((await root('GET', `/api/v1/users/${people.reader.siteId}/tokens`)).status).toBe(200);
    expect((await root('GET', '/api/v1/users/DMU-00000000/tokens')).status).toBe(404);
  });

  test('of somebody with more rights, or of another group, are no group admin’s', async () => {
    const chief = await person('chief-a', labA, { siteAdmin: true });
    const auditor = await person('auditor-a', labA, { siteRead: true });
    for (const { id } of [chief, auditor, people.memberB]) {
      expect((await as('adminA', 'POST', `/api/v1/users/${id}/tokens`, { label: 'up' })).status).toBe(403);
      expect((await as('adminA', 'GET', `/api/v1/users/${id}/tokens`)).status).toBe(403);
    }
    expect((await as('memberA', 'GET', `/api/v1/users/${people.memberA.id}/tokens`)).status).toBe(403);
  });

  test('are shown once, work, are listed without their secret, and are revoked at once', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { status, body } = await as('memberB', 'POST', '/api/v1/tokens', { label: 'today', expires: today });
    expect(status).toBe(201);
    const token = body['token'] as string;
    expect(token).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(body['expired']).toBe(false);
    expect((await site.call('GET', '/api/v1/account', { token })).body).toMatchObject({ username: 'member-b' });
    const listed = await as('memberB', 'GET', '/api/v1/tokens');
    expect(listed.text).not.toContain(token);
    expect(listed.body['tokens']).toEqual(expect.arrayContaining([expect.objectContaining({ id: body['id'] })]));
    // somebody else, an admin even, has no business with it
    expect((await root('DELETE', `/api/v1/tokens/${String(body['id'])}`)).status).toBe(404);
    expect((await as('memberB', 'DELETE', `/api/v1/tokens/${String(body['id'])}`)).status).toBe(204);
    expect((await site.call('GET', '/api/v1/account', { token })).status).toBe(401);
    expect((await as('memberB', 'DELETE', `/api/v1/tokens/${String(body['id'])}`)).status).toBe(404);
  });

  test.each([
    ['in the past', '2020-01-01'],
    ['too far in the future', '2999-01-01'],
    ['on no day of the calendar', '2027-02-31'],
    ['in another notation', '31.12.2027'],
  ])('that would end %s are refused', async (_, expires) => {
    const answer = await as('memberA', 'POST', '/api/v1/tokens', { label: 'x', expires });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'expires' }] } });
  });

  test('are fifty at most, however many are asked for at once', async () => {
    const many = await person('collector', labB);
    const make = () => site.call('POST', '/api/v1/tokens', { token: many.token, body: { label: 'x' } });
    for (let made = 1; made < 48; ) if ((await make()).status === 201) made++;
    await Promise.all(Array.from({ length: 10 }, make));
    while ((await make()).status === 201);
    const listed = await site.call('GET', '/api/v1/tokens', { token: many.token });
    expect(listed.body['tokens']).toHaveLength(50);
    expect(await make()).toMatchObject({ status: 409, body: { detail: expect.stringContaining('50') } });
  });
});
