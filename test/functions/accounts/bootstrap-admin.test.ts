import { afterAll, beforeAll, expect, test } from 'vitest';
import { newToken, newUserId } from '../../../domain/account/token.ts';
import { type AccountSite, linkSecretIn, startAccountSite } from './site.ts';

let site: AccountSite;
beforeAll(async () => {
  site = await startAccountSite();
});
afterAll(() => site.close());

const ADMIN = { username: 'admin', email: 'admin@example.org' };
const token = newToken(newUserId());

test('a token of another form is refused with a command that makes one, and nothing is made', async () => {
  for (const wrong of ['hunter2', `${'a'.repeat(63)}-`]) {
    await expect(site.bootstrap({ ...ADMIN, token: wrong })).rejects.toThrow(/head -c 64/);
  }
  expect(await site.ports.accounts.list({ limit: 10 })).toEqual({ items: [] });
});

test('a password that breaks the rules is refused, and nothing is made', async () => {
  await expect(site.bootstrap({ ...ADMIN, password: 'short' })).rejects.toThrow(/at least 10 characters/);
  expect(await site.ports.accounts.list({ limit: 10 })).toEqual({ items: [] });
});

test('many calls at once make one admin; the token works, the link in the mail sets the password', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => site.bootstrap({ ...ADMIN, token })));
  expect(answers.filter((answer) => answer['created'])).toHaveLength(1);
  expect(site.mails).toHaveLength(1);

  const account = await site.call('GET', '/api/v1/account', { token });
  expect(account).toMatchObject({
    status: 200,
    body: { username: 'admin', siteAdmin: true, groupAdmin: true, siteRead: true, group: { name: 'Example archive' } },
  });
  const link = linkSecretIn(site.mails[0]);
  const set = await site.call('POST', '/api/v1/password', { body: { link, newPassword: 'Correct1horse' } });
  expect(set).toMatchObject({ status: 200, body: { username: 'admin' } });
  const login = await site.call('POST', '/v1/login', { body: { username: 'admin', password: 'Correct1horse' } });
  expect(login.status).toBe(200);
});

test('once there is an admin, nobody else is made one', async () => {
  const again = await site.bootstrap({ username: 'other', email: 'other@example.org', password: 'Correct1horse' });
  expect(again).toEqual({ created: false });
});
