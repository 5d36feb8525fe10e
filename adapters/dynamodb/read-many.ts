import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';
import type { Key } from './keys.ts';

/** DynamoDB's limit on one BatchGetItem. */
const PER_CALL = 100;
/** A call of 100 small rows takes about 20 ms: 50,000 rows are read within a second or two. */
const AT_ONCE = 16;

/** Reads any number of rows by key, consistently; by partition key. Rows that do not exist are left out. */
export async function readMany(table: Table, wanted: readonly Key[]): Promise<Map<string, Record<string, unknown>>> {
  const unique = [...new Map(wanted.map((key) => [`${key.PK}\n${key.SK}`, key])).values()];
  const rows = await inTurn(pieces(unique, PER_CALL), AT_ONCE, (some) => batchGet(table, some));
  return new Map(rows.flat().map((row) => [String(row['PK']), row]));
}
