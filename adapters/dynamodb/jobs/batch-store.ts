import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { ERASED, type JobBatch } from '../../../domain/job/batch.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { getItem } from '../get-item.ts';
import { type Key, keys } from '../keys.ts';

/** At keys.batch(uuid). */
export interface BatchRow extends Key, JobBatch {
  /** in the sparse index of batches whose results expire, and when */
  dueKey?: string;
  dueAt?: string;
}

export const getBatch = (table: Table, uuid: string): Promise<BatchRow | undefined> => getItem(table, keys.batch(uuid));

/**
 * Takes it on to mail of a batch's state: once for each state, however many of its submissions end at the same time.
 * @returns false where another event has called for that mail
 */
export async function claimMail(table: Table, uuid: string, mailed: NonNullable<JobBatch['mailed']>): Promise<boolean> {
  return changed(table, {
    TableName: table.name,
    Key: keys.batch(uuid),
    UpdateExpression: 'SET mailed = :mailed',
    ConditionExpression:
      'attribute_exists(PK) AND (attribute_not_exists(mailed) OR mailed.#state <> :state OR mailed.eventId = :event)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':mailed': mailed, ':state': mailed.state, ':event': mailed.eventId },
  });
}

/** @returns false where the condition does not hold */
async function changed(table: Table, update: UpdateCommandInput): Promise<boolean> {
  return holds(table.client.send(new UpdateCommand(update)));
}

/** Somebody is to look at the batch again then: it is not at its end. */
export async function postponeExpiry(table: Table, uuid: string, dueAt: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.batch(uuid),
      UpdateExpression: 'SET dueAt = :dueAt',
      ExpressionAttributeValues: { ':dueAt': dueAt },
    }),
  );
}

/**
 * The results of one submission have expired: it cannot run again, since nobody would delete what it then makes.
 * @returns false where it runs, again or still
 */
export async function endResults(table: Table, id: string, now: string): Promise<boolean> {
  return changed(table, {
    TableName: table.name,
    Key: keys.submission(id),
    UpdateExpression: 'SET resultsEndedAt = if_not_exists(resultsEndedAt, :now)',
    ConditionExpression: 'attribute_exists(PK) AND #state <> :running',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':now': now, ':running': 'running' },
  });
}

/** The results of one submission are no longer told of. */
export async function forgetOutputs(table: Table, id: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({ TableName: table.name, Key: keys.submission(id), UpdateExpression: 'REMOVE outputs' }),
  );
}

/** Everything has gone that goes: the record stays without the address. */
export async function eraseAddress(table: Table, uuid: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.batch(uuid),
      UpdateExpression: 'SET email = :erased REMOVE dueKey, dueAt',
      ExpressionAttributeValues: { ':erased': ERASED },
    }),
  );
}
