import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import { parseStagedReference } from '../../../domain/staged-names.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import type { Key } from '../keys.ts';
import { readMany } from '../read-many.ts';
import type { TransactItem } from '../transaction.ts';

/** The key of a record by its UUID, or by the number with which that begins. */
type KeyOf = (number: string) => Key;

/**
 * Reads records by UUID or site id, consistently, a hundred in a call; by the reference as given. References that name
 * none are left out.
 */
export async function findByReference<T extends Named>(
  table: Table,
  keyOf: KeyOf,
  references: readonly string[],
): Promise<Map<string, T>> {
  const wanted = references.flatMap((reference) => {
    const parsed = parseStagedReference(reference);
    return parsed === undefined ? [] : [{ reference, name: parsed.name, key: keyOf(parsed.number) }];
  });
  const rows = await readMany(
    table,
    wanted.map(({ key }) => key),
  );
  const found = new Map<string, T>();
  for (const { reference, name, key } of wanted) {
    const row = rows.get(key.PK) as unknown as T | undefined;
    // another record may have the number
    if (row !== undefined && (row.uuid === name.uuid || row.siteId === name.siteId)) found.set(reference, row);
  }
  return found;
}

/**
 * Writes a new record under its number, unless another one has that. What was written without an answer may be written
 * again: nobody else has its UUID.
 */
export const putNamed = (table: Table, item: Key & Named) =>
  ({
    Put: {
      TableName: table.name,
      Item: { ...item },
      ConditionExpression: 'attribute_not_exists(PK) OR #uuid = :uuid',
      ExpressionAttributeNames: { '#uuid': 'uuid' },
      ExpressionAttributeValues: { ':uuid': item.uuid },
    },
  }) satisfies TransactItem;

/** @returns false where another record has the number: draw another */
export const createNamed = (table: Table, item: Key & Named): Promise<boolean> =>
  holds(table.client.send(new PutCommand(putNamed(table, item).Put)));
