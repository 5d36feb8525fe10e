import { setTimeout as pause } from 'node:timers/promises';
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../../domain/errors.ts';
import type { Table } from './client.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const ATTEMPTS = 10;
/** Reasons that say nothing about the items: another transaction was at them, or capacity was short. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all items or none. Conflicts with other transactions are tried again (the SDK does not).
 * @returns undefined when written; otherwise, item by item, whether its condition failed
 */
export async function transact(table: Table, items: TransactItem[]): Promise<boolean[] | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(Math.random() * 20 * 2 ** attempt);
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const failed = conditionsFailed(error.CancellationReasons ?? []);
      if (failed.includes(true)) return failed;
      if (!error.CancellationReasons?.some((reason) => PASSING.has(reason.Code ?? ''))) throw error;
    }
  }
  throw unavailable('The records are being changed by others. Try again.', { retryAfter: 1 });
}

const conditionsFailed = (reasons: CancellationReason[]): boolean[] =>
  reasons.map((reason) => reason.Code === 'ConditionalCheckFailed');
