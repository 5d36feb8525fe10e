import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { anonymous, type Caller, call, expectOk } from './client.ts';
import { mailsTo, mailTo } from './mail.ts';
import { operatorOf } from './operator.ts';
import { newGroup, newPerson, PASSWORD, type Person } from './people.ts';
import { expectRefusal } from './refusal.ts';
import { dataFolder, siteAdmin } from './shared.ts';

const OTHER_PASSWORD = 'Battery-Staple-9';
const unique = (name: string): string => `${name}-${randomBytes(5).toString('hex')}`;
const nobody = (): Caller => anonymous(siteAdmin());

let group: string;

beforeAll(async () => {
  group = await newGroup(siteAdmin());
});

const signIn = (username: string, password: string) =>
  call<{ jwt: string; message: string }>(nobody(), '/v1/login', { body: { username, password } });

async function session(person: Person, password = PASSWORD): Promise<Caller> {
  const { status, json } = await signIn(person.username, password);
  expect(status).toBe(200);
  return { url: person.url, token: json.jwt };
}

interface Made {
  id: string;
  token: string;
  label: string;
}
const newToken = (caller: Caller, label = 'test') => expectOk<Made>(caller, '/api/v1/tokens', { body: { label } });
const withToken = async (caller: Caller): Promise<Caller> => ({
  url: caller.url,
  token: (await newToken(caller)).token,
});

const works = async (caller: Caller): Promise<boolean> => (await call(caller, '/api/v1/account')).status === 200;
const change = (who: Caller, id: string, body: object) =>
  call(who, `/api/v1/accounts/${id}`, { method: 'PATCH', body });

async function refused(caller: Caller, path: string, status: number, body?: object, method = 'POST') {
  return expectRefusal(await call(caller, path, { method, ...(body && { body }) }), path, status);
}

describe('groups', () => {
  it('have names that nobody else has, in any case', async () => {
    const name = unique('Institute of Æther');
    const made = await expectOk<{ id: string; siteId: string }>(siteAdmin(), '/api/v1/groups', { body: { name } });
    expect(made).toMatchObject({ name, siteId: expect.stringMatching(/^DMG-\d{8}$/) });
    const { errors } = await refused(siteAdmin(), '/api/v1/groups', 409, { name: name.toUpperCase() });
    expect(errors.map(({ field }) => field)).toEqual(['name']);
  });

  it('are listed by name, page by page', async () => {
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page: { groups: { name: string }[]; next?: string } = await expectOk(
        siteAdmin(),
        `/api/v1/groups?limit=2${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      expect(page.groups.length).toBeLessThanOrEqual(2);
      names.push(...page.groups.map(({ name }) => name.toLowerCase()));
      after = page.next;
    } while (after !== undefined);
    expect(names.length).toBeGreaterThanOrEqual(2);
    expect(names).toEqual([...new Set(names)].toSorted());
  });
});

describe('an invitation', () => {
  const LINK = /\/app\/set-password#([A-Za-z0-9]{43})\b/;

  async function invite(name: string) {
    const username = unique(name);
    const body = { username, email: `${username}@example.org`, fullName: 'Grace Hopper', group };
    const made = await expectOk<{ id: string; invitation: object }>(siteAdmin(), '/api/v1/users', { body });
    const letter = await mailTo(dataFolder(), body.email, /account/);
    return { ...body, ...made, letter, link: LINK.exec(letter.text)?.[1] ?? '' };
  }

  it('comes by mail, with a link that works once', async () => {
    const { username, email, link, letter, invitation } = await invite('grace');
    expect(invitation).toEqual({ sent: true, expiresAt: expect.any(String) });
    expect([letter.to, letter.text.includes(username)]).toEqual([expect.stringContaining(email), true]);
    expect((await signIn(username, '')).status).toBe(400);
    const weak = await refused(nobody(), '/api/v1/password', 400, { link, newPassword: 'short' });
    expect(weak.errors).toHaveLength(3);
    expect(await expectOk(nobody(), '/api/v1/password', { body: { link, newPassword: PASSWORD } })).toEqual({
      username,
    });
    await refused(nobody(), '/api/v1/password', 404, { link, newPassword: OTHER_PASSWORD });
    expect((await signIn(username, PASSWORD)).status).toBe(200);
    expect((await signIn(email.toUpperCase(), PASSWORD)).status).toBe(200);
  });

  it('with two people at once at its link is taken by one of them', async () => {
    const { link, username } = await invite('race');
    const answers = await Promise.all(
      [PASSWORD, OTHER_PASSWORD].map((newPassword) =>
        call(nobody(), '/api/v1/password', { body: { link, newPassword } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
    const winner = answers[0]?.status === 200 ? PASSWORD : OTHER_PASSWORD;
    expect((await signIn(username, winner)).status).toBe(200);
  });

  it('is not made for a name or an address that somebody has, in any case', async () => {
    const { username, email } = await invite('taken');
    const body = { username: unique('x'), email: `${unique('x')}@example.org`, fullName: 'X', group };
    for (const [field, value] of [
      ['username', username.toUpperCase()],
      ['email', email.toUpperCase()],
    ] as const) {
      const { errors } = await refused(siteAdmin(), '/api/v1/users', 409, { ...body, [field]: value });
      expect(errors.map((error) => error.field)).toEqual([field]);
    }
    await expectOk(siteAdmin(), '/api/v1/users', { body });
  });

  it('is not needed by whoever forgot a password: a link by mail, the same answer for every address', async () => {
    const person = await newPerson(siteAdmin(), group, {}, 'forgetful');
    const token = await withToken(person);
    const asked = [person.email, `${unique('nobody')}@example.org`].map((email) =>
      call(nobody(), '/api/v1/password-links', { body: { email } }),
    );
    const [known, unknown] = await Promise.all(asked);
    expect([known?.status, known?.text]).toEqual([202, unknown?.text]);
    const { text } = await mailTo(dataFolder(), person.email, /new password/);
    const link = LINK.exec(text)?.[1];
    await expectOk(nobody(), '/api/v1/password', { body: { link, newPassword: OTHER_PASSWORD } });
    expect([await works(person), await works(token)]).toEqual([false, true]);
    expect((await signIn(person.username, PASSWORD)).status).toBe(401);
    expect((await signIn(person.username, OTHER_PASSWORD)).status).toBe(200);
  });
});

describe('API tokens', () => {
  it('are shown once, listed without themselves, and revoked at once', async () => {
    const person = await newPerson(siteAdmin(), group);
    const first = await newToken(person, 'laptop');
    const second = await newToken(person, 'cluster');
    const listed = await call<{ tokens: Made[] }>(person, '/api/v1/tokens');
    expect(listed.json.tokens.map(({ label }) => label)).toEqual(['cluster', 'laptop']);
    for (const { token } of [first, second]) expect(listed.text).not.toContain(token.slice(10));
    const [laptop, cluster] = [first, second].map(({ token }) => ({ url: person.url, token })) as [Caller, Caller];
    expect([await works(laptop), await works(cluster)]).toEqual([true, true]);
    await expectOk(cluster, `/api/v1/tokens/${first.id}`, { method: 'DELETE' });
    expect([await works(laptop), await works(cluster)]).toEqual([false, true]);
    await refused(person, `/api/v1/tokens/${first.id}`, 404, undefined, 'DELETE');
  });

  it('are fifty at most', async () => {
    const person = await newPerson(siteAdmin(), group);
    for (let n = 0; n < 50; n++) await newToken(person, `token ${n}`);
    const { message } = await refused(person, '/api/v1/tokens', 409, { label: 'one more' });
    expect(message).toContain('Revoke one');
    const { tokens } = await expectOk<{ tokens: Made[] }>(person, '/api/v1/tokens');
    await expectOk(person, `/api/v1/tokens/${tokens[0]?.id}`, { method: 'DELETE' });
    await newToken(person, 'one more');
  });

  it('made at once are all made, or told to try again', async () => {
    const person = await newPerson(siteAdmin(), group);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call(person, '/api/v1/tokens', { body: { label: 'at once' } })),
    );
    const made = answers.filter(({ status }) => status === 201).length;
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const { tokens } = await expectOk<{ tokens: Made[] }>(person, '/api/v1/tokens');
    expect([made >= 1, tokens.length]).toEqual([true, made]);
  });
});

describe('roles', () => {
  it('count from the next request on, given or taken away', async () => {
    const person = await newPerson(siteAdmin(), group, {}, 'riser');
    const list = () => call(person, '/api/v1/users').then(({ status }) => status);
    expect(await list()).toBe(403);
    expect((await change(siteAdmin(), person.id, { groupAdmin: true })).status).toBe(200);
    expect(await list()).toBe(200);
    expect((await change(siteAdmin(), person.id, { groupAdmin: false })).status).toBe(200);
    expect(await list()).toBe(403);
  });

  it('of a group’s admin end at the group, also for those who move', async () => {
    const [elsewhere, person] = await Promise.all([
      newGroup(siteAdmin()),
      newPerson(siteAdmin(), group, { groupAdmin: true }),
    ]);
    const member = await newPerson(person, group, {}, 'member');
    expect((await change(person, member.id, { fullName: 'Renamed' })).json).toMatchObject({ fullName: 'Renamed' });
    expect((await change(person, member.id, { group: elsewhere })).status).toBe(403);
    expect((await change(siteAdmin(), member.id, { group: elsewhere })).status).toBe(200);
    expect((await change(person, member.id, { fullName: 'Again' })).status).toBe(403);
  });

  it('of a site admin are not taken from oneself, nor by a group’s admin', async () => {
    const admin = await newPerson(siteAdmin(), group, { siteAdmin: true });
    const groupAdmin = await newPerson(siteAdmin(), group, { groupAdmin: true });
    for (const body of [{ siteAdmin: false }, { enabled: false }]) {
      expect((await change(admin, admin.id, body)).status).toBe(403);
      expect((await change(groupAdmin, admin.id, body)).status).toBe(403);
    }
    expect((await change(siteAdmin(), admin.id, { siteAdmin: false })).status).toBe(200);
  });

  it('are changed all at once or not at all', async () => {
    const groupAdmin = await newPerson(siteAdmin(), group, { groupAdmin: true });
    const member = await newPerson(siteAdmin(), group);
    const path = `/api/v1/accounts/${member.id}`;
    const { errors } = await refused(
      groupAdmin,
      path,
      403,
      { fullName: 'New', siteRead: true, siteAdmin: true },
      'PATCH',
    );
    expect(new Set(errors.map(({ field }) => field))).toEqual(new Set(['siteAdmin', 'siteRead']));
    expect(await expectOk(member, '/api/v1/account')).toMatchObject({ fullName: 'Ada Lovelace', siteRead: false });
  });
});

describe('passwords', () => {
  it('that are changed end every session, and no API token', async () => {
    const person = await newPerson(siteAdmin(), group);
    const [other, token] = await Promise.all([session(person), withToken(person)]);
    const body = { currentPassword: 'Wrong-Horse-7', newPassword: OTHER_PASSWORD };
    expect((await refused(person, '/api/v1/account/password', 403, body, 'PUT')).message).toContain('current password');
    expect(await works(other)).toBe(true);
    const right = { method: 'PUT', body: { ...body, currentPassword: PASSWORD } };
    await expectOk(person, '/api/v1/account/password', right);
    expect([await works(person), await works(other), await works(token)]).toEqual([false, false, true]);
    expect((await signIn(person.username, PASSWORD)).status).toBe(401);
    expect(await works(await session(person, OTHER_PASSWORD))).toBe(true);
  });

  it('that are tried too often lock the name for a while, with Retry-After; nobody else’s', async () => {
    const [person, other] = await Promise.all([newPerson(siteAdmin(), group), newPerson(siteAdmin(), group)]);
    const tries: number[] = [];
    // one more: a window of time may end in between
    for (let n = 0; n < 21 && tries.at(-1) !== 429; n++)
      tries.push((await signIn(person.username, `wrong ${n}`)).status);
    expect([new Set(tries.slice(0, -1)), tries.at(-1)]).toEqual([new Set([401]), 429]);
    expect(tries.length).toBeGreaterThan(10);
    const locked = await signIn(person.username, PASSWORD);
    const { message } = expectRefusal(locked, '/v1/login', 429);
    expect(message).toMatch(/^Too many attempts\. Try again in (a minute|\d+ minutes)\.$/);
    const wait = Number(locked.headers.get('retry-after'));
    expect([wait > 0, wait <= 900]).toEqual([true, true]);
    expect(await works(person)).toBe(true);
    expect((await signIn(other.username, PASSWORD)).status).toBe(200);
  });

  it('wrong, of nobody and of no password at all are refused in the same words', async () => {
    const person = await newPerson(siteAdmin(), group);
    const invited = unique('invited');
    const body = { username: invited, email: `${invited}@example.org`, fullName: 'I', group };
    await expectOk(siteAdmin(), '/api/v1/users', { body });
    for (const username of [person.username, unique('nobody'), invited]) {
      const { status, text } = await signIn(username, 'wrong');
      expect([status, text]).toEqual([401, '{"message":"Login failed."}']);
    }
  });
});

describe('somebody who signs out', () => {
  it('ends that session alone', async () => {
    const person = await newPerson(siteAdmin(), group);
    const other = await session(person);
    await expectOk(other, '/v1/logout', { method: 'POST' });
    expect([await works(other), await works(person)]).toEqual([false, true]);
    await refused(await withToken(person), '/v1/logout', 400);
  });
});

describe('somebody who is disabled', () => {
  it('is refused at once, whatever is shown: session, token, password, link', async () => {
    const person = await newPerson(siteAdmin(), group, { groupAdmin: true }, 'leaver');
    const token = await withToken(person);
    await expectOk(nobody(), '/api/v1/password-links', { body: { email: person.email } });
    const { text } = await mailTo(dataFolder(), person.email, /new password/);
    const link = /#([A-Za-z0-9]{43})/.exec(text)?.[1];
    expect((await change(siteAdmin(), person.id, { enabled: false })).status).toBe(200);
    for (const caller of [person, token]) {
      for (const path of ['/api/submission', '/api/v1/account', '/api/v1/datasets']) {
        const { message } = expectRefusal(await call(caller, path), path, 401);
        expect(message).toContain('disabled');
      }
    }
    expect((await signIn(person.username, PASSWORD)).text).toBe('{"message":"Login failed."}');
    await refused(nobody(), '/api/v1/password', 404, { link, newPassword: OTHER_PASSWORD });
    const mails = mailsTo(dataFolder(), person.email).length;
    await expectOk(nobody(), '/api/v1/password-links', { body: { email: person.email } });
    expect(mailsTo(dataFolder(), person.email)).toHaveLength(mails);
    expect((await change(siteAdmin(), person.id, { enabled: true })).status).toBe(200);
    expect([await works(token), (await signIn(person.username, PASSWORD)).status]).toEqual([true, 200]);
  });
});

describe('the logs', () => {
  it('hold no password, token, session or link, of what went well or of what was refused', async () => {
    const person = await newPerson(siteAdmin(), group, {}, 'logged');
    const password = `Xy7-${randomBytes(12).toString('hex')}`;
    const unknown = randomBytes(32).toString('hex');
    const wanted = { currentPassword: PASSWORD, newPassword: password };
    await expectOk(person, '/api/v1/account/password', { method: 'PUT', body: wanted });
    const { token: jwt } = await session(person, password);
    const { token } = await newToken({ ...person, token: jwt });
    await expectOk(nobody(), '/api/v1/password-links', { body: { email: person.email } });
    const { text } = await mailTo(dataFolder(), person.email, /new password/);
    const link = /#([A-Za-z0-9]{43})/.exec(text)?.[1] ?? '';
    await refused(nobody(), '/api/v1/password', 400, { link, newPassword: 'short' });
    await signIn(person.username, `${password}x`);
    await signIn(person.username, '');
    await refused({ ...person, token: unknown }, '/api/v1/account', 401, undefined, 'GET');
    expect((await call(nobody(), `/api/v1/groups?token=${token}`)).status).toBe(401);
    const folder = join(dataFolder(), 'logs');
    const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(logs.join('')).toContain('GET /api/v1/groups');
    for (const secret of [password, jwt, token, link, unknown]) {
      expect([secret.length > 20, logs.filter((log) => log.includes(secret)).length]).toEqual([true, 0]);
    }
  });
});

describe('the first admin', () => {
  it('is made once: whoever asks again gets nothing', async () => {
    const operator = operatorOf(dataFolder());
    const username = unique('second');
    const second = { username, email: `${username}@example.org`, fullName: 'Eve', password: PASSWORD };
    const answers = await Promise.all([1, 2].map(() => operator.invoke('BootstrapAdmin', second)));
    expect(answers).toEqual([{ created: false }, { created: false }]);
    expect((await signIn(username, PASSWORD)).status).toBe(401);
    expect(mailsTo(dataFolder(), second.email)).toEqual([]);
  });
});
