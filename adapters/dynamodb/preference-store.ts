import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MailTopic } from '../../domain/account/preferences.ts';
import type { Webhook } from '../../domain/notification/webhook.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';

/** The webhook that is called for every submission of a user that names none of its own. */
export interface OwnWebhook extends Webhook {
  /** ISO 8601 */
  createdAt: string;
}

/** @returns false where there is no such user any more */
function setUnwantedMails(table: Table, userId: string, topics: readonly MailTopic[]): Promise<boolean> {
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.user(userId) },
        UpdateExpression: 'SET unwantedMails = :topics',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':topics': topics },
      }),
    ),
  );
}

export const getOwnWebhook = (table: Table, userId: string): Promise<OwnWebhook | undefined> =>
  getItem(table, keys.ownWebhook(userId));

async function putOwnWebhook(table: Table, userId: string, webhook: OwnWebhook): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keys.ownWebhook(userId), ...webhook } }));
}

async function deleteOwnWebhook(table: Table, userId: string): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { ...keys.ownWebhook(userId) } }));
}

/** What users have chosen for themselves. */
export const createPreferenceStore = (table: Table) => ({
  setUnwantedMails: (userId: string, topics: readonly MailTopic[]) => setUnwantedMails(table, userId, topics),
  getWebhook: (userId: string) => getOwnWebhook(table, userId),
  putWebhook: (userId: string, webhook: OwnWebhook) => putOwnWebhook(table, userId, webhook),
  deleteWebhook: (userId: string) => deleteOwnWebhook(table, userId),
});
