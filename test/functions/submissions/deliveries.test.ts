import { afterAll, beforeAll, expect, it } from 'vitest';
import { claimDelivery, recordDelivery } from '../../../adapters/dynamodb/delivery-store.ts';
import { routes } from '../../../functions/submissions/routes.ts';
import type { BusEvent } from '../../../local/aws/event.ts';
import { endedRow, fill } from '../../adapters/dynamodb/submission-rows.ts';
import { ask, type InProcess, startInProcess } from '../in-process.ts';

const events: BusEvent[] = [];
const ID = 's000001';
let functions: InProcess;
let owner: string;
let member: string;

beforeAll(async () => {
  functions = await startInProcess({ uncounted: true, put: (event) => events.push(event) });
  owner = await functions.tokenFor('ada');
  member = await functions.tokenFor('bob');
  const { groupId } = functions;
  await fill(functions.local.table, 1, () => endedRow(1, { submitterId: owner.slice(0, 10), groupId }));
});
afterAll(() => functions.close());

const call = async (request: `${string} /${string}`, status = 200, token = owner) =>
  ask<Record<string, unknown>>({ handler: await functions.load('submissions/index.ts'), routes }, request, {
    token,
    status,
  });

const of = `/api/v1/submissions/${ID}/deliveries` as const;
const NOW = new Date('2026-11-20T10:00:00Z');
const step = { type: 'StepEnded', attempt: 2, step: 'qc_complete', success: false } as const;

it('tells what its submitter was told, and calls a webhook again', async () => {
  const { table } = functions.local;
  const eventId = crypto.randomUUID();
  await claimDelivery(table, ID, eventId, step, NOW, 100);
  await recordDelivery(table, ID, eventId, { mail: 'sent', webhook: 'The receiver answered 500.', webhookAttempts: 5 });
  const told = {
    eventId,
    firstAt: NOW.toISOString(),
    event: 'StepEnded',
    step: 'qc_complete',
    success: false,
    mail: 'sent',
    webhook: 'The receiver answered 500.',
    webhookAttempts: 5,
  };
  expect(await call(`GET ${of}`)).toEqual({ deliveries: [told] });
  const again = await call(`POST ${of}/${eventId}/redeliver`);
  expect(again).toEqual({ ...told, webhook: null, webhookAttempts: null });
  const { type: _, ...about } = step;
  expect(events.map((event) => [event['detail-type'], event.detail])).toEqual([
    ['StepEnded', { ...about, eventId, submissionId: ID }],
  ]);
  // it is under way until somebody has written down what became of it
  await call(`POST ${of}/${eventId}/redeliver`, 409);
  expect(events).toHaveLength(1);
});

it('waits for whoever is at it', async () => {
  const { table } = functions.local;
  const eventId = crypto.randomUUID();
  await claimDelivery(table, ID, eventId, step, new Date(), 100);
  await recordDelivery(table, ID, eventId, { webhook: 'delivered' });
  const { deliveries } = (await call(`GET ${of}`)) as { deliveries: { eventId: string; webhook: string | null }[] };
  expect(deliveries.find((delivery) => delivery.eventId === eventId)?.webhook).toBeNull();
  await call(`POST ${of}/${eventId}/redeliver`, 409);
});

it('is for the submitter and whoever administers the submission', async () => {
  const roles = [{ groupAdmin: true }, { siteAdmin: true }, { siteRead: true }];
  const [lead = '', admin = '', reader = ''] = await Promise.all(
    roles.map((role, index) => functions.tokenFor(`role-${index}`, role)),
  );
  for (const who of [lead, admin]) await call(`GET ${of}`, 200, who);
  await call(`GET ${of}`, 403, reader);
});

it('refuses what there is not, what has no webhook, and everybody else', async () => {
  const reminder = crypto.randomUUID();
  await claimDelivery(functions.local.table, ID, reminder, { type: 'ReminderDue' }, NOW, 100);
  await call(`POST ${of}/${reminder}/redeliver`, 409);
  await call(`POST ${of}/${crypto.randomUUID()}/redeliver`, 404);
  await call(`GET ${of}`, 403, member);
  await call(`POST ${of}/${reminder}/redeliver`, 403, member);
});
