import { randomBytes } from 'node:crypto';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putExpectedFiles } from '../../../adapters/dynamodb/file-store.ts';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { recordStep } from '../../../adapters/dynamodb/step-store.ts';
import { createSubmission } from '../../../adapters/dynamodb/submission-create.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import { createMailer } from '../../../adapters/mail/ses.ts';
import type { Account } from '../../../domain/account/account.ts';
import type { DomainEvent } from '../../../domain/notification/events.ts';
import { parseNotification } from '../../../domain/notification/webhook.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import type { StepName, Submission } from '../../../domain/submission/submission.ts';
import { type NotificationPorts, notify } from '../../../functions/events/notification.ts';
import { account, group, NOW } from '../../adapters/dynamodb/account-fixtures.ts';
import { CREDENTIALS, type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';
import { type Mailbox, startMailbox, textOf } from '../../adapters/mail/mailbox.ts';
import { type Receiver, startReceiver } from '../../adapters/webhook/receiver.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';

let local: LocalTable;
let mailbox: Mailbox;
let receiver: Receiver;
let ports: NotificationPorts;
let jane: Account;
let admin: Account;
const lab = group('Lab');

beforeAll(async () => {
  [local, mailbox, receiver] = await Promise.all([startLocalTable(), startMailbox(), startReceiver()]);
  const ses = new SESv2Client({ endpoint: mailbox.url, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 });
  ports = {
    table: local.table,
    site: { name: 'Example archive', url: 'https://data.example.org' },
    send: createMailer({ name: 'Example archive', address: 'no-reply@example.org' }, ses),
    reach: receiver.reachLoopback,
    schedule: { pausesMs: [5, 5, 5, 5], timeoutMs: 1000 },
    uploadDeadlineSeconds: 30 * 24 * 3600,
    finishedManifest: () => Promise.resolve(Buffer.from('identifier\tfile\nnemo:fil-abc1234\ta.fastq.gz\n')),
  };
  await createGroupStore(local.table).create(lab);
  jane = { ...(await account(lab, 'jane')), fullName: 'Jane Doe' };
  admin = await account(lab, 'admin', { siteAdmin: true });
  for (const each of [jane, admin]) await createUserStore(local.table).create(each);
});
afterAll(async () => {
  await Promise.all([local.close(), mailbox.close(), receiver.close()]);
});
beforeEach(() => {
  mailbox.mails.length = 0;
  mailbox.refuse(undefined);
  receiver.received.length = 0;
  receiver.answer((response) => response.writeHead(204).end());
});

interface Made {
  submission: Submission;
  end: (step: StepName, success: boolean, msg: string) => Promise<DomainEvent>;
}

async function submit(files: string[], more: Partial<Submission> = {}, by: Account = jane): Promise<Made> {
  const notification = { url: receiver.url, method: 'POST', auth_type: 'bearer_token', auth_details: { token: 'abc' } };
  const submission = await createSubmission(
    local.table,
    {
      submission: {
        door: 'nemo',
        submitterId: by.userId,
        submitter: by.username,
        groupId: lab.groupId,
        state: 'running',
        createdAt: '2027-03-01T12:00:00Z',
        updatedAt: '2027-03-01T12:00:00Z',
        attempt: 1,
        steps: {},
        manifest: { key: 'manifests/x', name: 'my manifest.tsv', size: 1 },
        fileCount: files.length,
        ...more,
      },
      webhook: { ...parseNotification(JSON.stringify(notification)) },
      dueAt: '2027-03-01T12:05:00Z',
    },
    () => newIdentity(randomBytes, SITE_IDS),
  );
  const { id, submitterId, groupId } = submission;
  const records = files.map((name) => ({ submissionId: id, submitterId, groupId, key: name, name }));
  await putExpectedFiles(
    local.table,
    records.map((record) => ({ ...record, state: 'expected' as const })),
  );
  return {
    submission,
    end: async (step, success, msg) => {
      const outcome = { success, date: '2027-03-01T12:00:01Z', msg };
      await recordStep(local.table, { id, attempt: 1, step, outcome, ...(!success && { ends: 'failed' as const }) });
      return {
        type: 'StepEnded',
        detail: { eventId: crypto.randomUUID(), submissionId: id, attempt: 1, step, success },
      };
    },
  };
}

const stateOf = async (event: DomainEvent) => {
  const { submissionId, eventId } = event.detail;
  const Key = { ...keys.delivery(submissionId, eventId) };
  return (await local.table.client.send(new GetCommand({ TableName: local.table.name, Key }))).Item;
};

describe('mails', () => {
  test('a valid manifest brings the names of its files and lines that upload them', async () => {
    const { submission, end } = await submit(['b.fastq.gz', 'a.fastq.gz']);
    await notify(ports, await end('manifest_validated', true, 'The manifest is valid.'), NOW);
    expect(mailbox.mails).toHaveLength(1);
    const text = textOf(mailbox.mails[0]);
    expect(text).toContain('To: Jane Doe <jane@example.org>');
    expect(text).toContain(`Subject: Example archive: submission ${submission.id}: upload 2 files`);
    expect(text).toContain('    a.fastq.gz\n    b.fastq.gz\n');
    expect(text).toContain('by 2027-03-31T12:00:01Z.');
    expect(text).toContain('API=https://data.example.org/api/v1\n');
    expect(text).toContain(`call "$API/submissions/${submission.id}/uploads" -d @-`);
  });

  test('an invalid manifest brings every error with its place', async () => {
    const { end } = await submit([]);
    const event = await end('manifest_validated', false, 'The manifest has 2 errors.');
    const issues = [
      { message: 'is not a term.', row: 3, column: 'Organism', value: 'huMan', suggestion: 'human' },
      { message: 'must not be empty.', row: 4, column: 'File_name' },
    ];
    Object.assign(event.detail, { issues, issueCount: 2 });
    await notify(ports, event, NOW);
    const text = textOf(mailbox.mails[0]);
    expect(text).toContain('the manifest has 2 errors');
    expect(text).toContain(
      '    row 3, Organism "huMan": is not a term. (did you mean "human"?)\n    row 4, File_name: ',
    );
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      data: { step: { status: 'error', details: [expect.stringMatching(/^row 3/), expect.stringMatching(/^row 4/)] } },
    });
  });

  test('a later failure brings its step and message; steps in between bring none', async () => {
    const { end } = await submit([]);
    await notify(ports, await end('upload_complete', true, 'All files are there.'), NOW);
    expect(mailbox.mails).toHaveLength(0);
    await notify(ports, await end('qc_complete', false, 'a.bam: the MD5 differs.'), NOW);
    expect(textOf(mailbox.mails[0])).toContain('failed at qc_complete:\n\n    a.bam: the MD5 differs.\n');
  });

  test('the last success brings the finished manifest', async () => {
    const { submission, end } = await submit(['a.fastq.gz'], { policy: 'open', totalBytes: 12_000_000 });
    await notify(ports, await end('portal_release', true, 'Done.'), NOW);
    const mail = mailbox.mails[0] ?? '';
    expect(textOf(mail)).toContain('is complete: 1 file, 12 MB.');
    expect(textOf(mail)).toContain(`https://data.example.org/api/v1/datasets/${submission.id}`);
    expect(mail).toContain(`filename=${submission.id}-finished-manifest.tsv`);
    expect(mail).toContain(Buffer.from('identifier\tfile\nnemo:fil-abc1234\ta.fastq.gz\n').toString('base64'));
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ data: { submission_status: 'complete' } });
  });

  test('a finished manifest that is too large is named, not attached', async () => {
    const { submission, end } = await submit(['a.fastq.gz'], { policy: 'restricted' });
    const large = { ...ports, finishedManifest: () => Promise.resolve(undefined) };
    await notify(large, await end('portal_release', true, 'Done.'), NOW);
    expect(mailbox.mails[0]).not.toContain('attachment');
    expect(textOf(mailbox.mails[0])).toContain(`/api/v1/submissions/${submission.id}/outputs/finished-manifest.tsv`);
  });

  test('a reminder names what is missing, and is not sent once nothing is', async () => {
    const due = (id: string): DomainEvent => ({
      type: 'ReminderDue',
      detail: { eventId: crypto.randomUUID(), submissionId: id, attempt: 1, deadline: '2027-04-01T00:00:00Z' },
    });
    const waiting = await submit(Array.from({ length: 30 }, (_, i) => `f${String(i).padStart(2, '0')}.gz`));
    await notify(ports, due(waiting.submission.id), NOW);
    const text = textOf(mailbox.mails[0]);
    expect(text).toContain('    f19.gz\n    … and more\n');
    expect(text).toContain('not all there by 2027-04-01T00:00:00Z.');
    await notify(ports, due((await submit([])).submission.id), NOW);
    expect(mailbox.mails).toHaveLength(1);
    expect(receiver.received).toHaveLength(0);
  });

  test('a dry run brings its outcome, though there is no such submission, and calls no webhook', async () => {
    const detail = { eventId: crypto.randomUUID(), submissionId: 'dryrun2', userId: jane.userId, success: false };
    const issues = [{ message: 'is not a term.', row: 3, column: 'Organism' }];
    await notify(ports, { type: 'DryRunEnded', detail: { ...detail, issues, issueCount: 7 } }, NOW);
    const text = textOf(mailbox.mails[0]);
    expect(text).toContain('Subject: Example archive: dry run dryrun2: 7 errors');
    expect(text).toContain('    row 3, Organism: is not a term.\n    … and 6 more\n');
    expect(text).toContain('Nothing was submitted.');
    expect(receiver.received).toHaveLength(0);
  });

  test('jobs bring none, their webhooks are called all the same', async () => {
    const { end } = await submit([], { door: 'jobs' });
    await notify(ports, await end('qc_complete', false, 'No.'), NOW);
    expect(mailbox.mails).toHaveLength(0);
    expect(receiver.received).toHaveLength(1);
  });

  test('and webhooks stop with the account', async () => {
    const gone = await account(lab, 'gone');
    await createUserStore(local.table).create(gone);
    const { end } = await submit([], {}, gone);
    await createUserStore(local.table).change({ ...gone, version: 1 }, { enabled: false }, admin);
    await notify(ports, await end('qc_complete', false, 'No.'), NOW);
    expect([mailbox.mails.length, receiver.received.length]).toEqual([0, 0]);
  });
});

describe('an event', () => {
  test('that comes again, ten times at once too, is told once', async () => {
    const { end } = await submit([]);
    const event = await end('qc_complete', false, 'No.');
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => notify(ports, event, NOW)));
    await notify(ports, event, NOW);
    expect([mailbox.mails.length, receiver.received.length]).toEqual([1, 1]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'DeliveryClaimed' });
    }
  });

  test('whose mail failed is repeated for the mail alone', async () => {
    const { end } = await submit([]);
    const event = await end('qc_complete', false, 'No.');
    mailbox.refuse('TooManyRequestsException');
    await expect(notify(ports, event, NOW)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect([mailbox.mails.length, receiver.received.length]).toEqual([0, 1]);
    mailbox.refuse(undefined);
    await notify(ports, event, NOW);
    expect([mailbox.mails.length, receiver.received.length]).toEqual([1, 1]);
  });

  test('whose mail SES refuses for good is not repeated', async () => {
    const { end } = await submit([]);
    const event = await end('qc_complete', false, 'No.');
    mailbox.refuse('MessageRejected');
    await notify(ports, event, NOW);
    mailbox.refuse(undefined);
    await notify(ports, event, NOW);
    expect(mailbox.mails).toHaveLength(0);
    expect(await stateOf(event)).toMatchObject({ mail: expect.stringContaining('not verified'), webhook: 'delivered' });
  });

  test('whose webhook cannot be reached is recorded so, and holds nothing up', async () => {
    const { end } = await submit([]);
    const event = await end('qc_complete', false, 'No.');
    receiver.answer((response) => response.writeHead(500).end());
    await notify(ports, event, NOW);
    expect(receiver.received).toHaveLength(5);
    expect(new Set(receiver.received.map((got) => got.body)).size).toBe(1);
    expect(mailbox.mails).toHaveLength(1);
    expect(await stateOf(event)).toMatchObject({ webhook: 'The receiver answered 500.', webhookAttempts: 5 });
  });

  test('whose bearer died is taken up when the claim ends', async () => {
    const { submission, end } = await submit([]);
    const event = await end('qc_complete', false, 'No.');
    const { claimDelivery } = await import('../../../adapters/dynamodb/delivery-store.ts');
    await claimDelivery(local.table, submission.id, event.detail.eventId, { type: 'StepEnded' }, NOW, 100);
    await expect(notify(ports, event, NOW)).rejects.toMatchObject({ name: 'DeliveryClaimed' });
    await notify(ports, event, new Date(NOW.getTime() + 100_000));
    expect(mailbox.mails).toHaveLength(1);
  });

  test('calls the webhook with the documented payload and the event as its id', async () => {
    const { submission, end } = await submit([]);
    const event = await end('qc_complete', true, 'All files are sound.');
    await notify(ports, event, NOW);
    const [got] = receiver.received;
    expect(got?.headers).toMatchObject({ authorization: 'Bearer abc', 'content-type': 'application/json' });
    expect(got?.headers['x-waybill-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    expect(JSON.parse(got?.body ?? '')).toEqual({
      event_id: event.detail.eventId,
      data: {
        step: {
          name: 'qc_complete',
          status: 'success',
          step_number: 3,
          total_steps: 6,
          details: ['All files are sound.'],
        },
        submission_id: submission.id,
        submission_status: 'in_progress',
        submitter: { username: 'jane', email: 'jane@example.org', first: 'Jane', last: 'Doe' },
      },
      timestamp: '2027-03-01T12:00:00Z',
    });
  });

  test('of a submission that is gone tells nobody and does not fail', async () => {
    const detail = { eventId: crypto.randomUUID(), submissionId: 'missing', attempt: 1 };
    await notify(ports, { type: 'StepEnded', detail: { ...detail, step: 'qc_complete', success: true } }, NOW);
    expect([mailbox.mails.length, receiver.received.length]).toEqual([0, 0]);
  });
});
