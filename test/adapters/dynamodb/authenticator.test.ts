import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../../adapters/dynamodb/authenticator.ts';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { sha256Hex } from '../../../adapters/dynamodb/sha256.ts';
import { createTokenStore } from '../../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { signSession } from '../../../adapters/jwt/session.ts';
import type { Account, Group } from '../../../domain/account/account.ts';
import { tokenRecord } from '../../../domain/account/api-token.ts';
import { newToken, newUserId } from '../../../domain/account/token.ts';
import { account, group, NOW } from './account-fixtures.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

let local: LocalTable;
let lab: Group;
let admin: Account;

beforeAll(async () => {
  local = await startLocalTable();
  lab = group('Lab');
  await createGroupStore(local.table).create(lab);
  admin = await member('admin', { siteAdmin: true });
});
afterAll(() => local.close());

const authenticate = (header: string | undefined, now = NOW) => createAuthenticator(local.table)(header, now);
const users = () => createUserStore(local.table);
const tokens = () => createTokenStore(local.table);

async function member(username: string, roles: Partial<Account> = {}): Promise<Account> {
  const made = await account(lab, username, roles);
  await users().create(made);
  return made;
}

async function tokenOf(owner: Account) {
  const token = newToken(owner.userId);
  const fresh = (await users().get(owner.userId)) ?? owner;
  const record = tokenRecord(owner.userId, 'test', later(1), NOW);
  await tokens().add(fresh, token, record);
  return { token, record };
}

async function sessionOf(owner: Account): Promise<string> {
  const exp = later(24).getTime() / 1000;
  const jwt = await signSession({ sub: owner.userId, iat: NOW.getTime() / 1000, exp, jti: crypto.randomUUID() });
  await tokens().addSession(owner, jwt, { createdAt: NOW.toISOString(), expiresAt: later(24).toISOString() });
  return jwt;
}

describe('a good token', () => {
  test('names its principal and the length of the own list, in one call', async () => {
    const made = await member('reader', { siteRead: true });
    await local.table.client.send(
      new UpdateCommand({
        TableName: local.table.name,
        Key: { ...keys.user(made.userId) },
        UpdateExpression: 'SET ownCount = :count',
        ExpressionAttributeValues: { ':count': 7 },
      }),
    );
    const { token } = await tokenOf(made);
    const sent: unknown[] = [];
    const counting = { ...local.table, client: Object.create(local.table.client) as typeof local.table.client };
    counting.client.send = ((command: object) => {
      sent.push(command);
      return local.table.client.send(command as BatchGetCommand);
    }) as typeof local.table.client.send;
    const found = await createAuthenticator(counting)(`Bearer ${token}`, NOW);
    const { userId, uuid, siteId, username, email, fullName, groupId } = made;
    const roles = { groupAdmin: false, siteAdmin: false, siteRead: true };
    const { noteUse: _, ...told } = found;
    expect(told).toEqual({
      principal: { userId, uuid, siteId, username, email, fullName, groupId, ...roles },
      ownCount: 7,
    });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toBeInstanceOf(BatchGetCommand);
  });

  test('may be a session, and the scheme may be written in any case', async () => {
    const made = await member('session-user');
    const jwt = await sessionOf(made);
    const found = await authenticate(`bearer  ${jwt}`);
    expect(found.principal.userId).toBe(made.userId);
    expect(found.noteUse).toBeUndefined();
  });

  test('is noted once an hour, by one of those who want to', async () => {
    const made = await member('user-of-tokens');
    const { token, record } = await tokenOf(made);
    const at = async (minutes: number) =>
      (await authenticate(`Bearer ${token}`, new Date(NOW.getTime() + minutes * 60_000))).noteUse;
    const usedAt = async () => (await tokens().lastUses(made.userId)).get(record.tokenId);
    expect(await usedAt()).toBeUndefined();
    const [first, second] = [await at(0), await at(1)];
    await first?.();
    await second?.();
    expect(await usedAt()).toBe(NOW.toISOString());
    expect(await at(59)).toBeUndefined();
    await local.table.client.send(
      new UpdateCommand({
        TableName: local.table.name,
        Key: { ...keys.tokenUse(made.userId, sha256Hex(token)) },
        UpdateExpression: 'SET usedAt = :then',
        ExpressionAttributeValues: { ':then': later(-1).toISOString() },
      }),
    );
    await (await at(1))?.();
    expect(await usedAt()).toBe(new Date(NOW.getTime() + 60_000).toISOString());
  });
});

describe('refused, each with its own advice', () => {
  test.each([
    ['nothing', undefined, /^No credentials\./],
    ['an empty header', ' ', /^No credentials\./],
    ['another scheme', 'Basic dXNlcjpwYXNz', /must read 'Bearer TOKEN'/],
    ['no token', 'Bearer', /must read 'Bearer TOKEN'/],
    ['two tokens', 'Bearer a b', /must read 'Bearer TOKEN'/],
    ['a token of another form', 'Bearer abc', /must read 'Bearer TOKEN'/],
    ['an unknown user', `Bearer ${newToken(newUserId())}`, /unknown or revoked/],
  ])('%s', async (_, header, message) => {
    await expect(authenticate(header)).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: expect.stringMatching(message),
    });
  });

  test('a token of which one character was changed', async () => {
    const { token } = await tokenOf(await member('changed'));
    const forged = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a');
    await expect(authenticate(`Bearer ${forged}`)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  test("somebody else's id before one's own random part", async () => {
    const [victim, thief] = [await member('victim'), await member('thief')];
    const { token } = await tokenOf(thief);
    await expect(authenticate(`Bearer ${victim.userId}${token.slice(10)}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  test('a JWT that somebody signed for another user', async () => {
    const claims = { sub: admin.userId, iat: 1, exp: 4_000_000_000, jti: 'x' };
    await expect(authenticate(`Bearer ${await signSession(claims)}`)).rejects.toMatchObject({
      message: expect.stringMatching(/unknown or revoked/),
    });
  });

  test('an expired token, at the very second', async () => {
    const { token } = await tokenOf(await member('expired'));
    expect(await authenticate(`Bearer ${token}`, new Date(later(1).getTime() - 1))).toBeDefined();
    await expect(authenticate(`Bearer ${token}`, later(1))).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: expect.stringMatching(/^The token expired at 2027-03-01T13:00:00/),
    });
  });
});

describe('at once', () => {
  test('a revoked token is refused and reads like an unknown one', async () => {
    const made = await member('revoker');
    const { token, record } = await tokenOf(made);
    expect(await tokens().remove(made.userId, record.tokenId)).toBe(true);
    const refused = await authenticate(`Bearer ${token}`).catch((error: Error) => error.message);
    const unknown = await authenticate(`Bearer ${newToken(made.userId)}`).catch((error: Error) => error.message);
    expect(refused).toBe(unknown);
    expect(await tokens().remove(made.userId, record.tokenId)).toBe(false);
  });

  test('a session that was ended is refused', async () => {
    const made = await member('leaver');
    const jwt = await sessionOf(made);
    await tokens().endSession(made.userId, jwt);
    await expect(authenticate(`Bearer ${jwt}`)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  test('a new password ends every session of before and no API token', async () => {
    const made = await member('changer');
    const [jwt, { token }] = [await sessionOf(made), await tokenOf(made)];
    await users().setPassword(made, 'scrypt$2$1$1$AA$AA');
    await expect(authenticate(`Bearer ${jwt}`)).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect((await authenticate(`Bearer ${token}`)).principal.userId).toBe(made.userId);
    const after = await sessionOf((await users().get(made.userId)) ?? made);
    expect((await authenticate(`Bearer ${after}`)).principal.userId).toBe(made.userId);
  });

  test('a disabled user is refused with every token and session', async () => {
    const made = await member('disabled');
    const [jwt, { token }] = [await sessionOf(made), await tokenOf(made)];
    const fresh = (await users().get(made.userId)) ?? made;
    await users().change(fresh, { enabled: false }, admin);
    for (const each of [jwt, token]) {
      await expect(authenticate(`Bearer ${each}`)).rejects.toMatchObject({
        kind: 'unauthenticated',
        message: expect.stringMatching(/^This account is disabled/),
      });
    }
  });
});

test('neither a token nor a session is stored in the clear', async () => {
  const made = await member('secretive');
  const [jwt, { token }] = [await sessionOf(made), await tokenOf(made)];
  const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
  const scan = await local.table.client.send(new ScanCommand({ TableName: local.table.name }));
  const stored = JSON.stringify(scan.Items);
  expect(stored).toContain(made.userId);
  expect(stored).not.toContain(token.slice(10));
  expect(stored).not.toContain(jwt.split('.')[2]);
});

test('an expired token is swept from the table a week later', async () => {
  const made = await member('swept');
  await tokenOf(made);
  await local.expire(later(24 * 7));
  expect(await tokens().list(made.userId)).toHaveLength(1);
  await local.expire(later(24 * 7 + 2));
  expect(await tokens().list(made.userId)).toHaveLength(0);
});
