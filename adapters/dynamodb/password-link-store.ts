import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PasswordLinkStore } from '../../domain/account/stores.ts';
import { type PasswordLinkRow, recordOf } from './account-rows.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { keys } from './keys.ts';
import { sha256Hex } from './sha256.ts';
import { passwordUpdate } from './user-store.ts';

const WEEK = 7 * 24 * 60 * 60;

class LinkUsed extends Error {}

/** One-time links, by the SHA-256 of their secret. An expired one stays a week, to be told from an unknown one. */
export function createPasswordLinkStore(table: Table): PasswordLinkStore {
  return {
    add: async (secret, link) => {
      const ttl = Math.floor(Date.parse(link.expiresAt) / 1000) + WEEK;
      const row: PasswordLinkRow = { ...keys.passwordLink(sha256Hex(secret)), ...link, ttl };
      await table.client.send(new PutCommand({ TableName: table.name, Item: row }));
    },
    get: async (secret) => {
      const row = await getItem<PasswordLinkRow>(table, keys.passwordLink(sha256Hex(secret)));
      if (row === undefined) return undefined;
      const { ttl: _ttl, ...link } = recordOf(row);
      return link;
    },
    redeem: async (secret, account, passwordHash) => {
      const refusal = () => new LinkUsed();
      const writes: GuardedWrite[] = [
        { item: { Delete: linkDelete(table, secret) }, refusal },
        { item: { Update: passwordUpdate(table, account, passwordHash) }, refusal },
      ];
      try {
        await writeAll(table, writes);
        return true;
      } catch (error) {
        if (error instanceof LinkUsed) return false;
        throw error;
      }
    },
  };
}

const linkDelete = (table: Table, secret: string) => ({
  TableName: table.name,
  Key: { ...keys.passwordLink(sha256Hex(secret)) },
  ConditionExpression: 'attribute_exists(PK)',
});
