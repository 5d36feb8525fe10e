import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttemptStore } from '../../../adapters/dynamodb/attempt-store.ts';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { createPasswords } from '../../../adapters/passwords/scrypt.ts';
import type { Account } from '../../../domain/account/account.ts';
import { checkCredentials, type PasswordCheck } from '../../../domain/account/sign-in.ts';
import { account, group, NOW } from '../../adapters/dynamodb/account-fixtures.ts';
import { type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';

const passwords = createPasswords({ N: 16, r: 1, p: 1 });
const lab = group('Lab');
let local: LocalTable;
let ports: PasswordCheck;

beforeAll(async () => {
  local = await startLocalTable();
  await createGroupStore(local.table).create(lab);
  ports = { accounts: createUserStore(local.table), attempts: createAttemptStore(local.table), passwords };
});
afterAll(() => local.close());

async function member(username: string): Promise<Account> {
  const made = { ...(await account(lab, username)), passwordHash: await passwords.hash('Right1password') };
  await createUserStore(local.table).create(made);
  return made;
}

const attempt = (login: string, password: string, address: string, now = NOW) =>
  checkCredentials(ports, { login, password, address }, now).then(
    () => 'in' as const,
    (error: { kind: string; retryAfter?: number }) => error,
  );
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('wrong passwords', () => {
  test('of one name: ten, then nobody gets in by that name until the window ends, from no address', async () => {
    await member('guessed');
    await member('unharmed');
    for (let i = 0; i < 10; i++) {
      expect(await attempt('guessed', 'wrong', `203.0.113.${i}`)).toMatchObject({ kind: 'unauthenticated' });
    }
    const refused = await attempt('GUESSED', 'Right1password', '198.51.100.1');
    expect(refused).toMatchObject({ kind: 'tooMany', retryAfter: 15 * 60 });
    expect(await attempt('unharmed', 'Right1password', '203.0.113.1')).toBe('in');
    expect(await attempt('guessed', 'Right1password', '198.51.100.1', minutesLater(15))).toBe('in');
  });

  test('at once are counted as many: of forty in parallel ten are tried', async () => {
    await member('parallel');
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) => attempt('parallel', 'wrong', `192.0.2.${i}`)),
    );
    const kinds = results.map((result) => (result === 'in' ? 'in' : result.kind));
    expect(kinds.filter((kind) => kind === 'unauthenticated')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'tooMany')).toHaveLength(30);
  });

  test('from one address: fifty, whatever the names, and an IPv6 customer is one address', async () => {
    const from = (i: number) => `2001:db8:7:7::${i.toString(16)}`;
    for (let i = 0; i < 50; i++) {
      expect(await attempt(`name-${i}`, 'wrong', from(i))).toMatchObject({ kind: 'unauthenticated' });
    }
    await member('neighbour');
    expect(await attempt('neighbour', 'Right1password', from(99))).toMatchObject({ kind: 'tooMany' });
    expect(await attempt('neighbour', 'Right1password', '2001:db8:7:8::1')).toBe('in');
  });
});

test('good sign-ins do not count: a hundred in a row from one address all succeed', async () => {
  await member('busy');
  for (let i = 0; i < 100; i++) expect(await attempt('busy', 'Right1password', '203.0.113.200')).toBe('in');
});

test('an account without a password lets nobody in, not even with an empty one', async () => {
  await createUserStore(local.table).create(await account(lab, 'invited'));
  for (const password of ['', 'undefined']) {
    expect(await attempt('invited', password, '203.0.113.201')).toMatchObject({ kind: 'unauthenticated' });
  }
});
