import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../../domain/account/account.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { keys } from '../keys.ts';
import { sha256Hex } from '../sha256.ts';

/** No username can be like this one. */
const USERNAME = '(anonymous)';
const ID_LENGTH = 10;
const PER_CHARACTER = 2;

/** The user who owns what is submitted to a group's public jobs without signing in. */
export interface AnonymousUser {
  userId: string;
  username: string;
  groupId: string;
}

/**
 * Makes the group's anonymous user where there is none yet. It has a profile, which owns and counts submissions, and
 * nothing to sign in with: no name, address or password that leads to it, and it is reserved.
 */
export async function anonymousUser(table: Table, groupId: string, now: Date): Promise<AnonymousUser> {
  const hash = sha256Hex(`anonymous user of ${groupId}`);
  // hexadecimal digits in pairs, as letters and digits: the form that user ids have
  const userId = Array.from({ length: ID_LENGTH }, (_, i) =>
    letterOf(Number.parseInt(hash.slice(i * PER_CHARACTER, (i + 1) * PER_CHARACTER), 16)),
  ).join('');
  const account: Account = {
    userId,
    uuid: `${hash.slice(32, 40)}-${hash.slice(40, 44)}-8${hash.slice(45, 48)}-a${hash.slice(49, 52)}-${hash.slice(52, 64)}`,
    siteId: USERNAME,
    username: USERNAME,
    email: '',
    fullName: 'Anonymous',
    groupId,
    groupAdmin: false,
    siteAdmin: false,
    siteRead: false,
    enabled: true,
    reserved: true,
    passwordVersion: 0,
    tokenVersion: 0,
    ownCount: 0,
    createdAt: now.toISOString(),
    version: 1,
  };
  const condition = { ConditionExpression: 'attribute_not_exists(PK)' };
  // another request may have been faster to make the same
  await holds(
    table.client.send(
      new PutCommand({ TableName: table.name, Item: { ...keys.user(userId), ...account }, ...condition }),
    ),
  );
  return { userId, username: USERNAME, groupId };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const letterOf = (byte: number): string => LETTERS.charAt(byte % LETTERS.length);
