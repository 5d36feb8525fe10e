import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { type TransactItem, transact } from './transaction.ts';

/** So few are written one by one, all at the same time: a write by itself costs half of one in a transaction. */
const FEW = 25;
const ATTEMPTS = 10;

export const areFew = ({ length }: readonly unknown[]): boolean => length <= FEW;

/**
 * Writes items that need not be written together, 100 at most: where the condition of one fails, others may be written
 * all the same. Many go in one transaction, which then is none or all, since it is one call.
 * @returns undefined when all are written; otherwise, item by item, whether its condition failed
 */
export async function writeIndependently(table: Table, items: TransactItem[]): Promise<boolean[] | undefined> {
  if (!areFew(items)) return transact(table, items);
  const results = await Promise.allSettled(items.map((item) => conditionFails(table, item)));
  // none is under way any more: whoever hears of an error may undo what has been written
  const failed = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return failed.includes(true) ? failed : undefined;
}

/** @returns whether the item was not written because its condition does not hold */
async function conditionFails(table: Table, item: TransactItem): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(Math.random() * 20 * 2 ** attempt);
    try {
      await send(table, item);
      return false;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return true;
      // a transaction of somebody else is at it, which the SDK does not wait for
      if (!(error instanceof TransactionConflictException)) throw error;
    }
  }
  throw unavailable('The records are being changed by others. Try again.', { retryAfter: 1 });
}

async function send({ client }: Table, { Update, Put }: TransactItem): Promise<void> {
  if (Update !== undefined) await client.send(new UpdateCommand(Update));
  else if (Put !== undefined) await client.send(new PutCommand(Put));
  else throw new Error('Only updates and puts are written one by one.');
}
