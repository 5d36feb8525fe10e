import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetWebhook, listDeliveries } from '../../../adapters/dynamodb/delivery-store.ts';
import { recordStep } from '../../../adapters/dynamodb/step-store.ts';
import { createSubmission } from '../../../adapters/dynamodb/submission-create.ts';
import { createMailer } from '../../../adapters/mail/ses.ts';
import type { Account } from '../../../domain/account/account.ts';
import type { DomainEvent } from '../../../domain/notification/events.ts';
import { parseNotification } from '../../../domain/notification/webhook.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import type { StepName } from '../../../domain/submission/submission.ts';
import { type NotificationPorts, notify } from '../../../functions/events/notification.ts';
import { NOW } from '../../adapters/dynamodb/account-fixtures.ts';
import { type Receiver, startReceiver } from '../../adapters/webhook/receiver.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';
import { type AccountSite, startAccountSite } from './site.ts';

const token = 'r'.repeat(64);
const ALL = { dryRun: true, upload: true, reminder: true, failure: true, receipt: true };

let site: AccountSite;
let receiver: Receiver;
let ports: NotificationPorts;
let root: Account;

beforeAll(async () => {
  [site, receiver] = await Promise.all([startAccountSite(), startReceiver()]);
  await site.bootstrap({ username: 'root', email: 'root@example.org', token });
  root = (await site.ports.accounts.findByLogin('root')) as Account;
  ports = {
    table: site.local.table,
    site: { name: 'Example archive', url: 'https://data.example.org' },
    send: createMailer({ name: 'Example archive', address: 'no-reply@example.org' }),
    reach: receiver.reachLoopback,
    schedule: { pausesMs: [], timeoutMs: 5000 },
    uploadDeadlineSeconds: 3600,
    finishedManifest: () => Promise.resolve(undefined),
  };
});
afterAll(() => Promise.all([site.close(), receiver.close()]));
beforeEach(() => {
  site.mails.length = 0;
  receiver.received.length = 0;
});

const ask = (method: string, path: string, body?: unknown) => site.call(method, path, { token, body });
const prefer = (mails: object) => ask('PUT', '/api/v1/account/preferences', { mails });
const document = (more: object = {}) => ({
  url: receiver.url,
  method: 'POST',
  auth_type: 'bearer_token',
  auth_details: { token: 'a-secret-of-theirs' },
  ...more,
});

/** A step of a submission of root ends, and root is told. */
async function tell(step: StepName, success: boolean, webhook?: object): Promise<DomainEvent> {
  const at = '2027-03-01T12:00:00Z';
  const { userId, username, groupId } = root;
  const base = { door: 'datameta', state: 'running', createdAt: at, updatedAt: at, attempt: 1, steps: {} } as const;
  const { id } = await createSubmission(
    site.local.table,
    {
      submission: { ...base, submitterId: userId, submitter: username, groupId },
      dueAt: at,
      ...(webhook && { webhook: { ...parseNotification(JSON.stringify(webhook)) } }),
    },
    () => newIdentity(randomBytes, SITE_IDS),
  );
  const outcome = { success, date: at, msg: 'Told.' };
  const ends = success ? {} : { ends: 'failed' as const };
  await recordStep(site.local.table, { id, attempt: 1, step, outcome, ...ends });
  const detail = { eventId: crypto.randomUUID(), submissionId: id, attempt: 1, step, success };
  await notify(ports, { type: 'StepEnded', detail }, NOW);
  return { type: 'StepEnded', detail };
}

const told = async ({ detail }: DomainEvent) => (await listDeliveries(site.local.table, detail.submissionId))[0];

describe('mails', () => {
  test('all come until somebody chooses', async () => {
    expect((await ask('GET', '/api/v1/account/preferences')).body).toEqual({ mails: ALL, webhook: null });
    expect(await told(await tell('portal_release', true))).toMatchObject({ mail: 'sent' });
    expect(site.mails).toHaveLength(1);
  });

  test('that are not wanted do not come, the others do', async () => {
    const mails = { ...ALL, receipt: false };
    expect((await prefer(mails)).body).toEqual({ mails, webhook: null });
    expect((await ask('GET', '/api/v1/account/preferences')).body['mails']).toEqual(mails);
    expect(await told(await tell('portal_release', true))).toMatchObject({ mail: 'unwanted' });
    expect(site.mails).toHaveLength(0);
    expect(await told(await tell('qc_complete', false))).toMatchObject({ mail: 'sent' });
    await prefer(ALL);
    expect(await told(await tell('portal_release', true))).toMatchObject({ mail: 'sent' });
    expect(site.mails).toHaveLength(2);
  });

  test('about passwords are no choice', async () => {
    await prefer(Object.fromEntries(Object.keys(ALL).map((topic) => [topic, false])));
    expect((await prefer({ ...ALL, password: false })).status).toBe(400);
    expect((await ask('POST', '/api/v1/password-links', { email: 'root@example.org' })).status).toBe(202);
    expect(site.mails).toHaveLength(1);
    expect((await prefer({})).status).toBe(400);
    await prefer(ALL);
  });
});

describe('the webhook of an account', () => {
  test('is called for submissions of every door, signed; its credentials are told to nobody again', async () => {
    const made = await ask('PUT', '/api/v1/account/webhook', document());
    expect(made.body).toMatchObject({ url: receiver.url, auth_type: 'bearer_token' });
    expect(made.body['secret']).toMatch(/^[A-Za-z0-9]{43}$/);
    const kept = await ask('GET', '/api/v1/account/preferences');
    expect(kept.text).toContain(receiver.url);
    expect(kept.text).not.toMatch(/a-secret-of-theirs|"secret"/);
    expect(await told(await tell('qc_complete', true))).toMatchObject({ webhook: 'delivered', webhookAttempts: 1 });
    expect(receiver.received[0]?.headers).toMatchObject({ authorization: 'Bearer a-secret-of-theirs' });
    expect(receiver.received[0]?.headers['x-waybill-signature']).toMatch(/^t=\d+,v1=/);
  });

  test('stands back where a submission names one of its own, and goes when it is taken away', async () => {
    await tell('qc_complete', true, document({ auth_type: 'none', auth_details: null }));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers['authorization']).toBeUndefined();
    for (let time = 0; time < 2; time++) expect((await ask('DELETE', '/api/v1/account/webhook')).status).toBe(204);
    expect(await told(await tell('qc_complete', true))).toMatchObject({ webhook: 'none' });
    expect(receiver.received).toHaveLength(1);
  });

  test.each([
    ['no address', { url: 'nowhere' }],
    ['an address without TLS', { url: 'http://hooks.example.org/' }],
    ['credentials of another kind', { auth_type: 'basic' }],
    ['a header that frames messages', { headers: { 'content-length': '1' } }],
    ['a field that there is not', { secret: 'mine' }],
  ])('is refused with %s, and says where', async (_what, more) => {
    const refused = await ask('PUT', '/api/v1/account/webhook', document(more));
    expect(refused.status).toBe(400);
    expect(refused.body['errors']).not.toEqual([]);
  });

  test('is called once more where that is asked for, without another mail', async () => {
    await ask('PUT', '/api/v1/account/webhook', document());
    receiver.answer((response) => response.writeHead(500).end());
    const event = await tell('qc_complete', false);
    expect(await told(event)).toMatchObject({ webhook: 'The receiver answered 500.', mail: 'sent' });
    receiver.answer((response) => response.writeHead(204).end());
    const { submissionId, eventId } = event.detail;
    expect(await forgetWebhook(site.local.table, submissionId, eventId, NOW)).toBe(true);
    expect(await forgetWebhook(site.local.table, submissionId, eventId, NOW)).toBe(false);
    await notify(ports, event, new Date(NOW.getTime() + 60_000));
    expect(await told(event)).toMatchObject({
      eventId,
      firstAt: NOW.toISOString(),
      told: { type: 'StepEnded', step: 'qc_complete', success: false },
      webhook: 'delivered',
    });
    expect([receiver.received.length, site.mails.length]).toEqual([2, 1]);
  });
});
