import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Webhook } from '../../domain/notification/webhook.ts';
import type { StepName } from '../../domain/submission/submission.ts';
import { assignments } from './assignments.ts';
import type { Table } from './client.ts';
import { holds, ifHolds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';
import { readPartition } from './read-pages.ts';

/** What became of one event: the mail and the webhook, each for itself. */
export interface DeliveryState {
  /** `sent`, `none`, or why it was refused */
  mail?: string;
  /** `delivered`, `none`, or why the last attempt failed */
  webhook?: string;
  webhookAttempts?: number;
}

/** The event that is told of, as far as it can be told again. */
export interface Told {
  type: string;
  attempt?: number;
  step?: StepName;
  success?: boolean;
}

/** What is known of a delivery. */
export interface Delivery extends DeliveryState {
  eventId: string;
  /** ISO 8601; when it was first taken on */
  firstAt: string;
  /** ISO 8601; while somebody is at it, until when at most */
  claimedUntil?: string;
  told: Told;
}

/** Somebody else is at this event right now; or was, and died: then the claim ends by itself. */
class DeliveryClaimed extends Error {
  override readonly name = 'DeliveryClaimed';
}

const DAY = 24 * 60 * 60;
/** Long enough to be looked up when somebody asks why nothing came. */
const KEPT_DAYS = 90;
const keptUntil = (now: Date): number => Math.floor(now.getTime() / 1000) + KEPT_DAYS * DAY;

/**
 * Takes an event on for `seconds`, so that the same event arriving twice at once is delivered once.
 * @returns what was done of it before
 * @throws DeliveryClaimed
 */
export async function claimDelivery(
  table: Table,
  id: string,
  eventId: string,
  told: Told,
  now: Date,
  seconds: number,
): Promise<DeliveryState> {
  const answer = await ifHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.delivery(id, eventId) },
        UpdateExpression:
          'SET claimedUntil = :until, #ttl = :ttl, told = :told, firstAt = if_not_exists(firstAt, :now)',
        ConditionExpression: 'attribute_not_exists(claimedUntil) OR claimedUntil <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':now': now.toISOString(),
          ':told': told,
          ':until': new Date(now.getTime() + seconds * 1000).toISOString(),
          ':ttl': keptUntil(now),
        },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  if (answer === undefined) throw new DeliveryClaimed(`Event ${eventId} is being delivered.`);
  return answer.Attributes as DeliveryState;
}

/** Writes down that there was nobody to tell, without a claim; what has been done of it before stays. */
export async function recordUntold(
  table: Table,
  id: string,
  eventId: string,
  told: Told,
  now: Date,
  state: Required<Pick<DeliveryState, 'mail' | 'webhook'>>,
): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { ...keys.delivery(id, eventId) },
      UpdateExpression:
        'SET told = :told, #ttl = :ttl, firstAt = if_not_exists(firstAt, :now), mail = if_not_exists(mail, :mail), webhook = if_not_exists(webhook, :webhook)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':told': told,
        ':ttl': keptUntil(now),
        ':now': now.toISOString(),
        ':mail': state.mail,
        ':webhook': state.webhook,
      },
    }),
  );
}

/** Writes down what was done, so that a repeated event does not do it again. */
export const recordDelivery = (table: Table, id: string, eventId: string, done: DeliveryState): Promise<void> =>
  change(table, id, eventId, { ...done });

/** Gives the claim back: what is left undone may be taken up at once. Also writes down what was done, if anything. */
export const releaseDelivery = (table: Table, id: string, eventId: string, done: DeliveryState): Promise<void> =>
  change(table, id, eventId, { ...done, claimedUntil: undefined });

async function change(table: Table, id: string, eventId: string, changes: Record<string, unknown>): Promise<void> {
  const Key = keys.delivery(id, eventId);
  await table.client.send(new UpdateCommand({ TableName: table.name, Key, ...assignments(changes) }));
}

/** What was told of a submission, and what became of it, the oldest first; the last ninety days'. */
export async function listDeliveries(table: Table, id: string): Promise<Delivery[]> {
  const { PK, SK } = keys.delivery(id, '');
  const rows = await readPartition(table, PK, SK);
  return rows.map((row) => deliveryOf(row, SK)).toSorted((a, b) => a.firstAt.localeCompare(b.firstAt));
}

export async function getDelivery(table: Table, id: string, eventId: string): Promise<Delivery | undefined> {
  const row = await getItem<Record<string, unknown>>(table, keys.delivery(id, eventId));
  return row && deliveryOf(row, keys.delivery(id, '').SK);
}

const deliveryOf = (row: Record<string, unknown>, prefix: string): Delivery => ({
  ...(row as unknown as Delivery),
  eventId: String(row['SK']).slice(prefix.length),
});

/** Lets the webhook of an event be called once more. @returns false where somebody is at it */
export const forgetWebhook = (table: Table, id: string, eventId: string, now: Date): Promise<boolean> =>
  holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.delivery(id, eventId) },
        UpdateExpression: 'REMOVE webhook, webhookAttempts',
        ConditionExpression:
          'attribute_exists(webhook) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)',
        ExpressionAttributeValues: { ':now': now.toISOString() },
      }),
    ),
  );

/** The webhook that a submission's submitter asked for. */
export const getWebhook = (table: Table, id: string): Promise<Webhook | undefined> =>
  getItem(table, keys.webhook(id), { consistent: false });
