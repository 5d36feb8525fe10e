import type { Account, AccountChange } from '../../domain/account/account.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { conflict, forbidden } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { groupExists } from './group-store.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { keys } from './keys.ts';

/** Writes a change of an account together with the proof that the actor still has the rights it was decided on. */
export async function changeUser(
  table: Table,
  account: Account,
  change: AccountChange,
  actor: Principal,
): Promise<Account> {
  const fields = Object.entries(change).filter(([, value]) => value !== undefined);
  if (fields.length === 0) return account;
  const writes = [profileUpdate(table, account, fields)];
  if (actor.userId !== account.userId) writes.push(rightsHold(table, actor));
  const { groupId } = change;
  if (groupId !== undefined && groupId !== account.groupId) {
    writes.push(groupExists(table, groupId), listUpdate(table, account, groupId));
  }
  await writeAll(table, writes);
  return { ...account, ...Object.fromEntries(fields), version: account.version + 1 };
}

// The version covers one's own rights, too, where actor and account are the same: a transaction takes a row once.
const profileUpdate = (table: Table, account: Account, fields: [string, unknown][]): GuardedWrite => ({
  item: {
    Update: {
      TableName: table.name,
      Key: { ...keys.user(account.userId) },
      UpdateExpression: `SET version = :next, ${fields.map((_, i) => `#f${i} = :f${i}`).join(', ')}`,
      ConditionExpression: 'version = :version',
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name], i) => [`#f${i}`, name])),
      ExpressionAttributeValues: {
        ':version': account.version,
        ':next': account.version + 1,
        ...Object.fromEntries(fields.map(([, value], i) => [`:f${i}`, value])),
      },
    },
  },
  refusal: () => conflict('The account was changed by somebody else at the same time. Read it again.'),
});

const rightsHold = (table: Table, actor: Principal): GuardedWrite => ({
  item: {
    ConditionCheck: {
      TableName: table.name,
      Key: { ...keys.user(actor.userId) },
      ConditionExpression: 'enabled = :true AND siteAdmin = :site AND groupAdmin = :admin AND groupId = :group',
      ExpressionAttributeValues: {
        ':true': true,
        ':site': actor.siteAdmin,
        ':admin': actor.groupAdmin,
        ':group': actor.groupId,
      },
    },
  },
  refusal: () => forbidden('Your own rights were changed at the same time. Sign in again.'),
});

const listUpdate = (table: Table, account: Account, groupId: string): GuardedWrite => ({
  item: {
    Update: {
      TableName: table.name,
      Key: { ...keys.userList(account.username) },
      UpdateExpression: 'SET groupId = :group',
      ConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':group': groupId, ':user': account.userId },
    },
  },
  refusal: () => conflict('The account was changed by somebody else at the same time. Read it again.'),
});
