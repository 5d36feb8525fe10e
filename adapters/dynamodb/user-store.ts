import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../domain/account/account.ts';
import type { AccountStore } from '../../domain/account/stores.ts';
import { conflict } from '../../domain/errors.ts';
import { type PointerRow, recordOf, type UserRow } from './account-rows.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { groupExists, idTaken, normalReference, putNew } from './group-store.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { keys } from './keys.ts';
import { pageByName } from './name-list.ts';
import { readMany } from './read-many.ts';
import { changeUser } from './user-change.ts';

const USER_ID = /^[A-Za-z0-9]{10}$/;
/** Read where there is no such name: sign-in must not answer faster for names that do not exist. */
const NOBODY = '0000000000';

/** The user rows of the table, with the rows that make names unique and list users by name. */
export function createUserStore(table: Table): AccountStore {
  const get = async (userId: string) => (await readUsers(table, [userId])).get(userId);
  return {
    get,
    getMany: (userIds) => readUsers(table, userIds),
    find: async (reference) => {
      if (USER_ID.test(reference)) return get(reference);
      const { userId } = (await getItem<PointerRow>(table, keys.ref(normalReference(reference)))) ?? {};
      return userId === undefined ? undefined : get(userId);
    },
    findByLogin: async (name) => {
      const pointer = await getItem<PointerRow>(table, name.includes('@') ? keys.email(name) : keys.username(name));
      return get(pointer?.userId ?? NOBODY);
    },
    create: (account) => writeAll(table, [groupExists(table, account.groupId), ...newUserWrites(table, account)]),
    change: (account, change, actor) => changeUser(table, account, change, actor),
    setPassword: (account, passwordHash) => setPassword(table, account, passwordHash),
    list: async ({ groupId, ...page }) => {
      const { items, ...rest } = await pageByName(table, { of: 'users', groupId }, page);
      const users = await readUsers(
        table,
        items.flatMap((row) => row.userId ?? []),
      );
      return { items: items.flatMap((row) => users.get(row.userId ?? '') ?? []), ...rest };
    },
  };
}

async function readUsers(table: Table, userIds: readonly string[]): Promise<Map<string, Account>> {
  const rows = await readMany(
    table,
    userIds.map((userId) => keys.user(userId)),
  );
  return new Map([...rows.values()].map((row) => [String(row['userId']), recordOf(row as unknown as UserRow)]));
}

const taken = (field: string, what: string) => () =>
  conflict(`${what} is taken.`, { issues: [{ field, message: `${what} is taken.` }] });

/** The rows of a new user; what is unique comes first, so that a refusal names it. */
export function newUserWrites(table: Table, account: Account): GuardedWrite[] {
  const { userId, groupId, uuid, siteId, username, email } = account;
  return [
    putNew(table, { ...keys.username(username), userId }, taken('username', 'This username')),
    putNew(table, { ...keys.email(email), userId }, taken('email', 'This e-mail address')),
    putNew(table, { ...keys.user(userId), ...account }, idTaken),
    putNew(table, { ...keys.ref(uuid), kind: 'user', userId }, idTaken),
    putNew(table, { ...keys.ref(siteId), kind: 'user', userId }, idTaken),
    putNew(table, { ...keys.userList(username), userId, groupId }, taken('username', 'This username')),
  ];
}

/** The update that sets a password: by `passwordVersion` it ends every session and every link of before. */
export const passwordUpdate = (table: Table, account: Account, passwordHash: string) => ({
  TableName: table.name,
  Key: { ...keys.user(account.userId) },
  UpdateExpression: 'SET passwordHash = :hash, passwordVersion = :next, version = version + :one',
  ConditionExpression: 'passwordVersion = :now AND enabled = :true',
  ExpressionAttributeValues: {
    ':hash': passwordHash,
    ':next': account.passwordVersion + 1,
    ':now': account.passwordVersion,
    ':one': 1,
    ':true': true,
  },
});

async function setPassword(table: Table, account: Account, passwordHash: string): Promise<void> {
  const written = await holds(table.client.send(new UpdateCommand(passwordUpdate(table, account, passwordHash))));
  if (!written) throw conflict('The account was changed at the same time. Try again.');
}
