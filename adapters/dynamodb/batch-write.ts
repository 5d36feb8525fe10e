import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';
import type { Key } from './keys.ts';

/** DynamoDB's limits on one BatchWriteItem are 25 items and 16 MB: an item has 400 kB at most. */
const PER_CALL = 25;
const AT_ONCE = 16;
const RETRIES = 8;

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** Writes any number of rows, whatever was there before; each by itself, in no order. */
export const putMany = (table: Table, items: readonly object[]): Promise<void> =>
  writeMany(
    table,
    items.map((item) => ({ PutRequest: { Item: { ...item } } })),
  );

/** Deletes any number of rows; those that are not there are fine. */
export const deleteMany = (table: Table, gone: readonly Key[]): Promise<void> =>
  writeMany(
    table,
    gone.map(({ PK, SK }) => ({ DeleteRequest: { Key: { PK, SK } } })),
  );

async function writeMany(table: Table, requests: Requests): Promise<void> {
  await inTurn(pieces(requests, PER_CALL), AT_ONCE, (some) => writeBatch(table, some));
}

async function writeBatch(table: Table, batch: Requests): Promise<void> {
  let left = batch;
  for (let attempt = 0; attempt <= RETRIES; attempt++) {
    if (attempt > 0) await pause(Math.random() * 50 * 2 ** attempt);
    const answer = await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: left } }));
    left = answer.UnprocessedItems?.[table.name] ?? [];
    if (left.length === 0) return;
  }
  throw unavailable('The table takes no more writes at the moment. Try again.', { retryAfter: 1 });
}
