import { setTimeout as pause } from 'node:timers/promises';
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { inTurn, pieces } from './in-turn.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Together the records of a transaction have more than the 4 MB that DynamoDB takes. */
export class TransactionTooLarge extends Error {}

const ATTEMPTS = 10;
/** Reasons that say nothing about the items: another transaction was at them, or capacity was short. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all items or none. Conflicts with other transactions are tried again (the SDK does not).
 * @returns undefined when written; otherwise, item by item, whether its condition failed
 * @throws TransactionTooLarge
 */
export async function transact(table: Table, items: TransactItem[]): Promise<boolean[] | undefined> {
  return untilNoConflict(() => transactOnce(table, items));
}

/** Tries a write again while transactions of others are at its records: the SDK does not. */
export async function untilNoConflict<T>(write: () => Promise<T | 'conflict'>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(Math.random() * 20 * 2 ** attempt);
    const result = await write();
    if (result !== 'conflict') return result;
  }
  throw unavailable('The records are being changed by others. Try again.', { retryAfter: 1 });
}

/** The same in one try, for those who have to read again after a conflict: `conflict` says nothing about the items. */
export async function transactOnce(table: Table, items: TransactItem[]): Promise<boolean[] | 'conflict' | undefined> {
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems: items }));
    return undefined;
  } catch (error) {
    if (isTooLarge(error)) throw new TransactionTooLarge('The records have more than 4 MB.', { cause: error });
    if (!(error instanceof TransactionCanceledException)) throw error;
    const failed = conditionsFailed(error.CancellationReasons ?? []);
    if (failed.includes(true)) return failed;
    if (!error.CancellationReasons?.some((reason) => PASSING.has(reason.Code ?? ''))) throw error;
    return 'conflict';
  }
}

const conditionsFailed = (reasons: CancellationReason[]): boolean[] =>
  reasons.map((reason) => reason.Code === 'ConditionalCheckFailed');

/** Records have some hundred bytes, mostly; how many of them there are is then what counts. */
const MOST_ITEMS = 100;

/**
 * Runs work on any number of records, up to 100 in one transaction, and fewer where they are too large together.
 * @param work has to write by `transact`, and nothing where that throws
 */
export async function inTransactions<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (some: T[]) => Promise<R>,
): Promise<R[]> {
  return (await inTurn(pieces(items, MOST_ITEMS), atOnce, (some) => inHalves(some, work))).flat();
}

async function inHalves<T, R>(items: T[], work: (some: T[]) => Promise<R>): Promise<R[]> {
  try {
    return [await work(items)];
  } catch (error) {
    if (!(error instanceof TransactionTooLarge) || items.length < 2) throw error;
    const middle = Math.ceil(items.length / 2);
    return [...(await inHalves(items.slice(0, middle), work)), ...(await inHalves(items.slice(middle), work))];
  }
}

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return [error.message, ...reasons.map(({ Message = '' }) => Message)].some((text) => /cannot exceed 4 MB/.test(text));
}
