import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { openBucket, openS3 } from '../../../adapters/s3/client.ts';
import { headObject, putObject } from '../../../adapters/s3/objects.ts';
import { routes } from '../../../functions/submissions/routes.ts';
import { type Mailbox, startMailbox, textOf } from '../../adapters/mail/mailbox.ts';
import { ask } from '../in-process.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
  site = await startJobsSite({
    SITE_NAME: 'Example archive',
    MAIL_SENDER: 'no-reply@example.org',
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    // a submission expires with the next look at it
    JOB_RESULT_SECONDS: '1',
  });
  await site.putJob('other', { steps: [{ task: 'wc', ordering: 0 }] });
}, 60_000);
afterAll(async () => {
  await Promise.all([site.here.close(), mailbox.close()]);
});

interface Made {
  batch: string;
  ids: string[];
}

async function submit(job: string, email = 'a@b.com'): Promise<Made> {
  const form = site.form({ job, email });
  const { json } = await site.send({ method: 'POST', path: '/submission/', form, ip: crypto.randomUUID() });
  const { UUID: batch } = json as { UUID: string };
  const row = await site.row(`BATCH#${batch}`, 'BATCH');
  return { batch, ids: (row?.['submissionIds'] ?? []) as string[] };
}

/** As the last step, or the one that failed, tells it. */
async function tell(id: string, eventId: string = crypto.randomUUID()): Promise<void> {
  const detail = { eventId, submissionId: id, attempt: 1, step: 'portal_release', success: true };
  await site.here.run('events/notify.ts', { 'detail-type': 'StepEnded', source: 'waybill', detail });
}

const COMPLETE = { state: 'succeeded', progress: { step: 1, message: 'Completed job at step #1' } };

describe('the mail', () => {
  it('tells once that everything is complete, and where the results are', async () => {
    const { batch, ids } = await submit('count,other');
    const [first = '', second = ''] = ids;
    await tell(first);
    await site.change(first, COMPLETE);
    await tell(first);
    expect(mailbox.mails).toHaveLength(0);
    await site.change(second, COMPLETE);
    await Promise.all([tell(first), tell(second), tell(second)]);
    expect(mailbox.mails).toHaveLength(1);
    const [mail] = mailbox.mails.splice(0);
    expect(textOf(mail)).toContain(
      `Your analysis is complete.\nYou can retrieve the results from https://data.example.org/analytics_automated/submission/${batch}`,
    );
    expect(mail?.replaceAll(/\r?\n[ \t]/g, ' ')).toContain(`Subject: count,other : A_A Job Completion: ${batch}`);
  });

  it('tells once that something has failed, and why', async () => {
    const { batch, ids } = await submit('count,other');
    const [first = '', second = ''] = ids;
    await site.change(first, { state: 'failed', errorMessage: 'Failed step, non 0 exit at step: 1.\nmore' });
    await tell(first);
    await site.change(second, COMPLETE);
    await tell(second);
    expect(mailbox.mails).toHaveLength(1);
    const text = textOf(mailbox.mails.splice(0)[0]);
    expect(text).toContain(`Job ${batch} has failed`);
    expect(text).toContain('Please contact the server administrator with the job ID and the following error message');
    expect(text).toContain('Failed step, non 0 exit at step: 1. more');
  });
});

describe('results', () => {
  it('and the address go when their time is over; the record stays', async () => {
    const releases = openBucket(openS3(), process.env['RELEASE_BUCKET'] ?? '', '000000000000');
    const { batch, ids } = await submit('count');
    const [id = ''] = ids;
    const uuid = String((await site.row(`SUB#${id}`, 'META'))?.['uuid']);
    const result = { bucket: releases, key: `records/${id}/${uuid}.count` };
    const report = { bucket: releases, key: `records/${id}/qc-report.json` };
    for (const object of [result, report]) await putObject({ ...object, body: '1', contentType: 'text/plain' });
    const output = { name: 'x', contentType: 'text/plain', size: 1, createdAt: '2026-01-01T10:00:00Z', step: 1 };
    // as it is left by somebody who dies between storing a result and recording it
    const unrecorded = { ...result, key: `records/${id}/${uuid}.two` };
    await putObject({ ...unrecorded, body: '2', contentType: 'text/plain' });
    await recordOutput(site.here.local.table, id, `${uuid}.count`, { ...output, task: 'wc' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    // it runs: nothing goes
    await site.here.run('events/sweeper.ts', {});
    expect(await site.row(`BATCH#${batch}`, 'BATCH')).toMatchObject({ email: 'a@b.com' });
    await site.change(id, COMPLETE);
    await dueNow(batch);
    await site.here.run('events/sweeper.ts', {});
    const answer = await site.send({ path: `/submission/${batch}` });
    expect(answer.json).toMatchObject({
      state: 'Complete',
      submissions: [{ email: 'ERASED', results: [], last_message: 'Completed job at step #1' }],
    });
    expect(await headObject(result)).toBeUndefined();
    expect(await headObject(unrecorded)).toBeUndefined();
    expect(await headObject(report)).toBeDefined();
    expect(await site.row(`BATCH#${batch}`, 'BATCH')).not.toHaveProperty('dueKey');
    await tell(id);
    expect(mailbox.mails).toHaveLength(0);
  });

  it('that have expired are not made anew: nobody would delete them', async () => {
    const { batch, ids } = await submit('count');
    const [id = ''] = ids;
    await site.change(id, { state: 'failed', errorMessage: 'Why.' });
    await dueNow(batch);
    await site.here.run('events/sweeper.ts', {});
    const door = { handler: await site.here.load('submissions/index.ts'), routes };
    const redrive = ask<{ detail: string }>(door, `POST /api/v1/submissions/${id}/redrive`, {
      token: site.admin,
      status: 409,
    });
    expect((await redrive).detail).toContain('have expired');
  });
});

async function dueNow(batch: string): Promise<void> {
  const { client, name: TableName } = site.here.local.table;
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { PK: `BATCH#${batch}`, SK: 'BATCH' },
      UpdateExpression: 'SET dueAt = :past',
      ExpressionAttributeValues: { ':past': '2020-01-01T00:00:00Z' },
    }),
  );
}
