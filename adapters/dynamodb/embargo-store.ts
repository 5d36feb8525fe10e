import { timestamp } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { type Key, keys } from './keys.ts';
import { type TransactItem, transact } from './transaction.ts';

/**
 * The day from which embargoed data is public stands in two places: in the submission, and in its catalogue entry once
 * there is one. Both change in one transaction, and what enters the catalogue has the day that stands in that moment (`release-store.ts`).
 */

const setUntil = (
  table: Table,
  Key: Key,
  until: string,
  more: { set?: string; values?: object } = {},
): TransactItem => ({
  Update: {
    TableName: table.name,
    Key: { ...Key },
    UpdateExpression: `SET embargoUntil = :until${more.set ?? ''}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':until': until, ...more.values },
  },
});

/** @param until ISO 8601 */
export async function setEmbargo(table: Table, id: string, until: string): Promise<void> {
  const now = { set: ', updatedAt = :now', values: { ':now': timestamp(new Date()) } };
  const inSubmission = setUntil(table, keys.submission(id), until, now);
  const entry = { TableName: table.name, Key: { ...keys.dataset(id) } };
  const noEntry = { ConditionCheck: { ...entry, ConditionExpression: 'attribute_not_exists(PK)' } };
  // which of the two holds may change once, between the tries: what has entered the catalogue stays there
  const tries = [[setUntil(table, keys.dataset(id), until)], [noEntry], [setUntil(table, keys.dataset(id), until)]];
  for (const also of tries) if ((await transact(table, [inSubmission, ...also])) === undefined) return;
  throw new Error(`The embargo of submission ${id} could not be set in its record and the catalogue alike.`);
}
