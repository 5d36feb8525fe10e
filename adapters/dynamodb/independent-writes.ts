import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { type TransactItem, transact, untilNoConflict } from './transaction.ts';

/** So few are written one by one, all at the same time: a write by itself costs half of one in a transaction. */
const FEW = 25;

export const areFew = ({ length }: readonly unknown[]): boolean => length <= FEW;

/**
 * Writes items that need not be written together, 100 at most: where the condition of one fails, others may be written
 * all the same. Many go in one transaction, which then is none or all, since it is one call.
 * @returns undefined when all are written; otherwise, item by item, whether its condition failed
 */
export async function writeIndependently(table: Table, items: TransactItem[]): Promise<boolean[] | undefined> {
  if (!areFew(items)) return transact(table, items);
  const results = await Promise.allSettled(items.map((item) => untilNoConflict(() => conditionFails(table, item))));
  // none is under way any more: whoever hears of an error may undo what has been written
  const failed = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return failed.includes(true) ? failed : undefined;
}

/** @returns whether the item was not written because its condition does not hold */
async function conditionFails(table: Table, item: TransactItem): Promise<boolean | 'conflict'> {
  try {
    return !(await holds(send(table, item)));
  } catch (error) {
    if (error instanceof TransactionConflictException) return 'conflict';
    throw error;
  }
}

async function send({ client }: Table, { Update, Put }: TransactItem): Promise<object> {
  if (Update !== undefined) return client.send(new UpdateCommand(Update));
  if (Put !== undefined) return client.send(new PutCommand(Put));
  throw new Error('Only updates and puts are written one by one.');
}
