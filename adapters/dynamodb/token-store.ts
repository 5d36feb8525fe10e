import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Account, ApiToken, ApiTokenChange } from '../../domain/account/account.ts';
import type { TokenStore } from '../../domain/account/stores.ts';
import { conflict } from '../../domain/errors.ts';
import type { TokenRow } from './account-rows.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { idTaken, putNew } from './group-store.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { type Key, keys } from './keys.ts';
import { sha256Hex } from './sha256.ts';
import { lastUses } from './token-use.ts';

const WEEK = 7 * 24 * 60 * 60;

/** API tokens and sessions, both by the SHA-256 of the token; no token is stored. */
export function createTokenStore(table: Table): TokenStore {
  return {
    list: async (userId) => (await readTokens(table, userId)).map(tokenOf),
    lastUses: (userId) => lastUses(table, userId),
    add: (account, token, record) => writeAll(table, [countToken(table, account), newTokenWrite(table, token, record)]),
    remove: async (userId, tokenId) => {
      const row = (await readTokens(table, userId)).find((token) => token.tokenId === tokenId);
      if (row === undefined) return false;
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK: row.PK, SK: row.SK } }));
      return true;
    },
    change: async (userId, tokenId, change) => {
      const row = (await readTokens(table, userId)).find((token) => token.tokenId === tokenId);
      return row && changeToken(table, row, change);
    },
    addSession: async (account, token, session) => {
      const row: TokenRow = {
        ...keys.token(account.userId, sha256Hex(token)),
        kind: 'session',
        tokenId: crypto.randomUUID(),
        userId: account.userId,
        label: 'session',
        ...session,
        passwordVersion: account.passwordVersion,
        ttl: Math.floor(Date.parse(session.expiresAt) / 1000),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item: row }));
    },
    endSession: async (userId, token) => {
      const key = keys.token(userId, sha256Hex(token));
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: { ...key } }));
    },
  };
}

const tokenOf = ({ tokenId, userId, label, description, createdAt, expiresAt, readOnly }: TokenRow): ApiToken => ({
  tokenId,
  userId,
  label,
  ...(description && { description }),
  createdAt,
  expiresAt,
  ...(readOnly && { readOnly }),
});

async function changeToken(table: Table, row: TokenRow, change: ApiTokenChange): Promise<ApiToken | undefined> {
  const changed: TokenRow = { ...row, ...change };
  changed.ttl = ttlOf(changed.expiresAt);
  const written = await holds(
    table.client.send(
      new PutCommand({ TableName: table.name, Item: changed, ConditionExpression: 'attribute_exists(PK)' }),
    ),
  );
  return written ? tokenOf(changed) : undefined;
}

async function readTokens(table: Table, userId: string): Promise<TokenRow[]> {
  const rows: TokenRow[] = [];
  let start: Key | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
        FilterExpression: 'kind = :kind',
        ExpressionAttributeValues: {
          ':pk': keys.user(userId).PK,
          ':prefix': keys.tokenPrefix,
          ':kind': 'token',
        },
        ...(start !== undefined && { ExclusiveStartKey: { ...start } }),
      }),
    );
    rows.push(...((answer.Items ?? []) as TokenRow[]));
    start = answer.LastEvaluatedKey as Key | undefined;
  } while (start !== undefined);
  return rows;
}

/** Expired tokens stay a week, so that their owners are told why they do not work any more. */
const ttlOf = (expiresAt: string): number => Math.floor(Date.parse(expiresAt) / 1000) + WEEK;

export const newTokenWrite = (table: Table, token: string, record: ApiToken): GuardedWrite =>
  putNew(
    table,
    {
      ...keys.token(record.userId, sha256Hex(token)),
      kind: 'token',
      ...record,
      ttl: ttlOf(record.expiresAt),
    },
    idTaken,
  );

/** Proves that no other token was made, and no role given or taken, since the account, and after it its tokens, was read. */
const countToken = (table: Table, account: Account): GuardedWrite => ({
  item: {
    Update: {
      TableName: table.name,
      Key: { ...keys.user(account.userId) },
      UpdateExpression: 'SET tokenVersion = :next',
      ConditionExpression: 'tokenVersion = :now AND version = :version AND enabled = :true',
      ExpressionAttributeValues: {
        ':next': account.tokenVersion + 1,
        ':now': account.tokenVersion,
        ':version': account.version,
        ':true': true,
      },
    },
  },
  refusal: () =>
    conflict('The account was changed, or another API token made, at the same time. Send the request again.'),
});
