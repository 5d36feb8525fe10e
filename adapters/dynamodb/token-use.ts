import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TokenRow } from './account-rows.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { type Key, keys } from './keys.ts';
import { readPartition } from './read-pages.ts';

/** When an API token was used last, to the hour: apart from the token, so that the doors need not be able to change users. */
export interface TokenUseRow extends Key {
  tokenId: string;
  /** ISO 8601 */
  usedAt: string;
  ttl: number;
}

/** A token that is used all day costs a write an hour. */
const NOTED_MS = 60 * 60 * 1000;

const staleAt = (now: Date): string => new Date(now.getTime() - NOTED_MS).toISOString();

export const isStale = (use: TokenUseRow | undefined, now: Date): boolean =>
  use === undefined || use.usedAt <= staleAt(now);

/** Of many who do it at once, one writes. */
export async function noteTokenUse(table: Table, token: TokenRow, now: Date): Promise<void> {
  await holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...useKeyOf(token) },
        UpdateExpression: 'SET usedAt = :now, tokenId = :id, #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(usedAt) OR usedAt <= :stale',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':now': now.toISOString(),
          ':stale': staleAt(now),
          ':id': token.tokenId,
          ':ttl': token.ttl,
        },
      }),
    ),
  );
}

const useKeyOf = ({ userId, SK }: TokenRow): Key => keys.tokenUse(userId, SK.slice(keys.tokenPrefix.length));

/** When each of a user's API tokens was used last, by the id of the token. */
export async function lastUses(table: Table, userId: string): Promise<Map<string, string>> {
  const rows = (await readPartition(table, keys.tokenUse(userId, '').PK)) as unknown as TokenUseRow[];
  return new Map(rows.map(({ tokenId, usedAt }) => [tokenId, usedAt]));
}
