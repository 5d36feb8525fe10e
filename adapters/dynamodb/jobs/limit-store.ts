import { batchGet } from '../batch-get.ts';
import type { Table } from '../client.ts';
import { getItem } from '../get-item.ts';
import { keys } from '../keys.ts';
import type { TransactItem } from '../transaction.ts';

/** The submissions of somebody that are open, as far as is known. */
export interface OpenJobs {
  subject: string;
  ids: readonly string[];
  /** of the row that says so; it must still be this one when more are added */
  version: number;
}

/** A row that nothing was added to for so long goes; a job may take two weeks. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * Reads which submissions of a subject are open. Nobody takes one off the list when it ends, so that no crash can leave
 * it there: where there seem to be `lookFrom` or more, the submissions themselves are asked.
 */
export async function openJobs(table: Table, subject: string, lookFrom: number): Promise<OpenJobs> {
  const row = await getItem<Omit<OpenJobs, 'subject'>>(table, keys.jobLimit(subject));
  const { ids, version } = row ?? { ids: [], version: 0 };
  if (ids.length < lookFrom) return { subject, ids, version };
  const rows = await batchGet(table, ids.map(keys.submission));
  const running = new Set(rows.filter((row) => row['state'] === 'running').map((row) => String(row['id'])));
  return { subject, ids: ids.filter((id) => running.has(id)), version };
}

/** Adds submissions to those that are open; its condition fails where somebody else has added some meanwhile. */
export function openMore(table: Table, open: OpenJobs, ids: readonly string[], now: Date): TransactItem {
  const { subject, version } = open;
  return {
    Put: {
      TableName: table.name,
      Item: {
        ...keys.jobLimit(subject),
        ids: [...open.ids, ...ids],
        version: version + 1,
        ttl: Math.floor(now.getTime() / 1000) + KEPT_SECONDS,
      },
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(PK)' }
        : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': version } }),
    },
  };
}
