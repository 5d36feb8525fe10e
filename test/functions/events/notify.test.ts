import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { EventBridgeEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { parseNotification } from '../../../domain/notification/webhook.ts';
import { account, group } from '../../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { type Mailbox, startMailbox, textOf } from '../../adapters/mail/mailbox.ts';

type Handler = (event: EventBridgeEvent<string, unknown>) => Promise<void>;

let local: LocalTable;
let mailbox: Mailbox;
let handler: Handler;

beforeAll(async () => {
  [local, mailbox] = await Promise.all([startLocalTable(), startMailbox()]);
  Object.assign(process.env, {
    TABLE_NAME: local.table.name,
    RELEASE_BUCKET: 'releases',
    ACCOUNT_ID: '000000000000',
    SITE_URL: 'https://data.example.org',
    SITE_NAME: 'Example archive',
    MAIL_SENDER: 'no-reply@example.org',
    UPLOAD_DEADLINE_SECONDS: '2592000',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: local.url,
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  handler = (await import('../../../functions/events/notify.ts')).handler;
});
afterAll(async () => {
  await Promise.all([local.close(), mailbox.close()]);
});

const eventOf = (type: string, detail: object) =>
  ({ 'detail-type': type, source: 'waybill', detail }) as EventBridgeEvent<string, unknown>;

test('the deployed function mails, and connects to no address of its own network', async () => {
  let connections = 0;
  const inner = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  inner.listen(0, '127.0.0.1');
  await once(inner, 'listening');
  const url = `https://127.0.0.1:${(inner.address() as AddressInfo).port}/`;
  const lab = group('Lab');
  const jane = await account(lab, 'jane');
  await createGroupStore(local.table).create(lab);
  await createUserStore(local.table).create(jane);
  const notification = { url, method: 'POST', auth_type: 'none', auth_details: null };
  const steps = { qc_complete: { success: false, date: '2027-03-01T12:00:00Z', msg: 'a.bam is cut off.' } };
  const submission = { id: 'abc2345', door: 'nemo', submitterId: jane.userId, state: 'failed', attempt: 1, steps };
  for (const Item of [
    { ...keys.submission('abc2345'), ...submission },
    { ...keys.webhook('abc2345'), ...parseNotification(JSON.stringify(notification)) },
  ]) {
    await local.table.client.send(new PutCommand({ TableName: local.table.name, Item }));
  }
  const eventId = crypto.randomUUID();
  const detail = { eventId, submissionId: 'abc2345', attempt: 1, step: 'qc_complete', success: false };
  await handler(eventOf('StepEnded', detail));
  inner.close();
  expect(textOf(mailbox.mails[0])).toContain('a.bam is cut off.');
  expect(connections).toBe(0);
  const Key = { ...keys.delivery('abc2345', eventId) };
  const recorded = await local.table.client.send(new GetCommand({ TableName: local.table.name, Key }));
  expect(recorded.Item).toMatchObject({
    mail: 'sent',
    webhook: '127.0.0.1 has an address that is not of the public internet.',
    webhookAttempts: 1,
  });
});

test('an event that nobody knows is an error, for the operator to see', async () => {
  await expect(handler(eventOf('StepStarted', {}))).rejects.toThrow('There is no event of type StepStarted.');
  await expect(handler(eventOf('StepEnded', { eventId: 'x' }))).rejects.toThrow();
});
