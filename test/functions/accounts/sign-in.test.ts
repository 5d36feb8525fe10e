import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPasswords } from '../../../adapters/passwords/scrypt.ts';
import { redeemPasswordLink } from '../../../domain/account/password-link.ts';
import { counterOf, SIGN_IN_BY_NAME } from '../../../domain/account/throttle.ts';
import { newToken, newUserId } from '../../../domain/account/token.ts';
import { type AccountSite, linkSecretIn, startAccountSite } from './site.ts';

const adminToken = newToken(newUserId());
const PASSWORD = 'Correct1horse';
let site: AccountSite;

beforeAll(async () => {
  site = await startAccountSite();
  await site.bootstrap({ username: 'admin', email: 'admin@example.org', password: PASSWORD, token: adminToken });
});
afterAll(() => site.close());

const asAdmin = (method: string, path: string, body?: unknown) => site.call(method, path, { token: adminToken, body });
const login = (username: string, password: string, ip?: string) =>
  site.call('POST', '/v1/login', { body: { username, password }, ...(ip !== undefined && { ip }) });

/** A hash names its cost: a cheap one makes for quick tests, except where the time itself is tested. */
const cheap = createPasswords({ N: 16, r: 1, p: 1 });

async function member(username: string, password?: string): Promise<{ id: string }> {
  const { body } = await asAdmin('GET', '/api/v1/account');
  const group = (body['group'] as { id: string }).id;
  const fields = { username, email: `${username}@example.org`, fullName: 'Jane Mary Doe', group, password };
  const made = await asAdmin('POST', '/api/v1/users', fields);
  expect(made.status).toBe(201);
  const account = await site.ports.accounts.find(made.body['id'] as string);
  if (account === undefined) throw new Error('The account was not written.');
  if (password === undefined) await site.ports.accounts.setPassword(account, await cheap.hash(PASSWORD));
  return { id: account.uuid };
}

async function sessionOf(username: string): Promise<string> {
  const answer = await login(username, PASSWORD);
  expect(answer.status).toBe(200);
  return answer.body['jwt'] as string;
}

describe('POST /v1/login', () => {
  test('answers the documented fields in the documented order', async () => {
    await member('jdoe');
    const before = Math.floor(Date.now() / 1000);
    const answer = await login('jdoe', PASSWORD);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['message', 'jwt', 'email', 'first', 'last', 'expireAt']);
    expect(answer.body).toMatchObject({
      message: 'Successful login.',
      email: 'jdoe@example.org',
      first: 'Jane Mary',
      last: 'Doe',
    });
    const expireAt = answer.body['expireAt'] as number;
    expect(expireAt - before).toBeGreaterThanOrEqual(86_400);
    expect(expireAt - before).toBeLessThanOrEqual(86_405);
    const jwt = answer.body['jwt'] as string;
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(decodeJwt(jwt)).toMatchObject({ exp: expireAt, jti: expect.any(String), sub: expect.any(String) });
    const account = await site.call('GET', '/api/v1/account', { token: jwt });
    expect(account.body).toMatchObject({ username: 'jdoe' });
  });

  test('takes the e-mail address, any case, and JSON whatever the content type', async () => {
    const event = { raw: JSON.stringify({ username: 'JDOE@Example.org', password: PASSWORD }) };
    expect((await site.call('POST', '/v1/login', event)).status).toBe(200);
  });

  test.each([
    ['a wrong password', 'jdoe', 'Wrong1password'],
    ['an unknown user', 'nobody', PASSWORD],
    ['an unknown address', 'nobody@example.org', PASSWORD],
    ['another case of the password', 'jdoe', PASSWORD.toUpperCase()],
  ])('%s is a 401 with the documented body', async (_, username, password) => {
    const answer = await login(username, password);
    expect(answer).toMatchObject({ status: 401, body: { message: 'Login failed.' } });
    expect(Object.keys(answer.body)).toEqual(['message']);
  });

  test('too many attempts are a 429 with a message and the seconds to wait', async () => {
    await member('hammered');
    const counter = counterOf(SIGN_IN_BY_NAME, 'hammered', new Date());
    for (let i = 0; i < SIGN_IN_BY_NAME.limit; i++) await site.ports.attempts.count(counter);
    const answer = await login('hammered', PASSWORD);
    expect(answer).toMatchObject({ status: 429, body: { message: expect.stringMatching(/^Too many attempts\./) } });
    expect(Object.keys(answer.body)).toEqual(['message']);
    const wait = Number(answer.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(15 * 60);
  });

  test('a body that lacks the password is a 400 with a message', async () => {
    const answer = await site.call('POST', '/v1/login', { body: { username: 'jdoe' } });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body)).toEqual(['message']);
  });

  test('an unknown user is told no as slowly as a known one', async () => {
    await member('timed', PASSWORD);
    const time = async (name: string, ip: string) => {
      const started = performance.now();
      await login(name, 'Wrong1password', ip);
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 3; i++) {
      known.push(await time('timed', `198.51.100.${i}`));
      unknown.push(await time(`nobody-${i}`, `198.51.100.${i}`));
    }
    const best = (times: number[]) => Math.min(...times);
    // without the work for nobody the answer would come in a few milliseconds instead of some two hundred
    expect(best(unknown)).toBeGreaterThan(best(known) * 0.6);
  });
});

describe('sessions', () => {
  test('end with POST /v1/logout, that one only', async () => {
    await member('leaver');
    const [first, second] = [await sessionOf('leaver'), await sessionOf('leaver')];
    expect((await site.call('POST', '/v1/logout', { token: first })).status).toBe(200);
    const after = await site.call('GET', '/api/v1/account', { token: first });
    expect(after).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect((await site.call('GET', '/api/v1/account', { token: second })).status).toBe(200);
  });

  test('are not what an API token is: logging out with one is refused', async () => {
    const answer = await site.call('POST', '/v1/logout', { token: adminToken });
    expect(answer.status).toBe(400);
    expect((await asAdmin('GET', '/api/v1/account')).status).toBe(200);
  });

  test('and tokens of a disabled user are refused at once, and so is a new sign-in', async () => {
    const made = await member('disabled');
    const jwt = await sessionOf('disabled');
    const token = await site.call('POST', '/api/v1/tokens', { token: jwt, body: { label: 'laptop' } });
    const change = await asAdmin('PATCH', `/api/v1/accounts/${made.id}`, { enabled: false });
    expect(change).toMatchObject({ status: 200, body: { enabled: false } });
    for (const each of [jwt, token.body['token'] as string]) {
      expect((await site.call('GET', '/api/v1/account', { token: each })).status).toBe(401);
    }
    expect(await login('disabled', PASSWORD)).toMatchObject({ status: 401, body: { message: 'Login failed.' } });
  });
});

describe('passwords', () => {
  test('changing one ends every session and keeps API tokens', async () => {
    await member('changer');
    const [first, second] = [await sessionOf('changer'), await sessionOf('changer')];
    const made = await site.call('POST', '/api/v1/tokens', { token: first, body: { label: 'laptop' } });
    const body = { currentPassword: PASSWORD, newPassword: 'Another1horse' };
    expect((await site.call('PUT', '/api/v1/account/password', { token: first, body })).status).toBe(204);
    for (const each of [first, second]) {
      expect((await site.call('GET', '/api/v1/account', { token: each })).status).toBe(401);
    }
    expect((await site.call('GET', '/api/v1/account', { token: made.body['token'] as string })).status).toBe(200);
    expect((await login('changer', PASSWORD)).status).toBe(401);
    expect((await login('changer', 'Another1horse')).status).toBe(200);
  });

  test('the current one must be right, the new one must keep the rules, all named at once', async () => {
    await member('careless');
    const token = await sessionOf('careless');
    const change = (currentPassword: string, newPassword: string) =>
      site.call('PUT', '/api/v1/account/password', { token, body: { currentPassword, newPassword } });
    expect(await change('Wrong1password', 'Another1horse')).toMatchObject({ status: 403 });
    const weak = await change(PASSWORD, 'short');
    expect(weak).toMatchObject({ status: 400 });
    expect((weak.body['errors'] as { rule: string }[]).map((each) => each.rule)).toEqual([
      'length',
      'uppercase',
      'digit',
    ]);
    expect((await site.call('GET', '/api/v1/account', { token })).status).toBe(200);
  });

  test('a forgotten one is set by a link that works once and ends all older links', async () => {
    await member('forgetful');
    const ask = (email: string) => site.call('POST', '/api/v1/password-links', { body: { email } });
    site.mails.length = 0;
    const asked = ['forgetful@example.org', 'nobody-here@example.org', 'Forgetful@example.org'].map(ask);
    const [known, unknown] = await Promise.all(asked);
    expect(known).toEqual(unknown);
    expect(known?.status).toBe(202);
    expect(site.mails).toHaveLength(2);
    const [older, newer] = site.mails.map(linkSecretIn);
    const set = (link: string | undefined, newPassword: string) =>
      site.call('POST', '/api/v1/password', { body: { link, newPassword } });
    expect((await set(newer, 'weak')).status).toBe(400);
    expect(await set(newer, 'Remembered1')).toMatchObject({ status: 200, body: { username: 'forgetful' } });
    expect((await set(newer, 'Remembered2')).status).toBe(404);
    expect((await set(older, 'Remembered2')).status).toBe(404);
    expect((await login('forgetful', 'Remembered1')).status).toBe(200);
  });

  test('one link used twenty times at once sets one password', async () => {
    await member('contested');
    await site.call('POST', '/api/v1/password-links', { body: { email: 'contested@example.org' } });
    const link = linkSecretIn(site.mails.at(-1));
    const attempts = Array.from({ length: 20 }, (_, i) =>
      redeemPasswordLink({ ...site.ports, passwords: cheap }, { link, newPassword: `Contested${i}x` }, new Date()),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('asking for links again and again is refused with Retry-After, known address or not', async () => {
    const ask = (email: string) => site.call('POST', '/api/v1/password-links', { body: { email }, ip: email });
    const fourTimes = (email: string) => Promise.all(Array.from({ length: 4 }, () => ask(email)));
    for (const asked of await Promise.all(['throttled@example.org', 'jdoe@example.org'].map(fourTimes))) {
      expect(asked.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([202, 202, 202, 429]);
      const refused = asked.find((answer) => answer.status === 429);
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    }
  });
});
