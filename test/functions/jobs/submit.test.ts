import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenStore } from '../../../adapters/dynamodb/token-store.ts';
import type { Account } from '../../../domain/account/account.ts';
import { tokenRecord } from '../../../domain/account/api-token.ts';
import { newToken } from '../../../domain/account/token.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;
let address = 0;

beforeAll(async () => {
  site = await startJobsSite();
}, 60_000);
afterAll(() => site.here.close());

/** Every request from another address: limits have their own test. */
function ip(): string {
  address += 1;
  return `198.51.100.${address}`;
}
const post = (fields: Record<string, string | undefined>, file?: Blob | null, name?: string) =>
  site.send({ method: 'POST', path: '/submission/', form: site.form(fields, file, name), ip: ip() });

const JOB1 = { job: 'job1', task1_all: 'TRUE', task1_number: '12' };
const LOOK = 'GET /analytics_automated/endpoints to discover all required options';
const missing = (why: string) => ({ error: `Required Parameter for job1 Missing.${why}. ${LOOK}` });
const INCOMPLETE = { error: 'Input does not contain all required fields' };

describe('a submission that is not taken', () => {
  it.each<[string, Record<string, string | undefined>, number, unknown]>([
    ['no job', { job: undefined }, 400, INCOMPLETE],
    ['no name', { ...JOB1, submission_name: undefined }, 400, INCOMPLETE],
    ['no address', { ...JOB1, email: undefined }, 400, INCOMPLETE],
    ['an unknown job', { job: 'nothing' }, 400, { error: 'Job name supplied does not exist' }],
    ['an empty job', { job: '' }, 400, { error: 'Job name supplied does not exist' }],
    ['one unknown job of two', { ...JOB1, job: 'job1,nothing' }, 400, { error: 'Job name supplied does not exist' }],
    ['a job that is switched off', { job: 'disabled' }, 403, { error: 'disabled is present but currently disabled.' }],
    ['a job without steps', { job: 'nosteps' }, 400, { error: 'Job Requested: nosteps appears to have no Steps' }],
    [
      'a missing parameter',
      { job: 'job1', task1_all: 'TRUE' },
      400,
      missing('You are missing a required parameter in your web form submission'),
    ],
    [
      'a Python word',
      { ...JOB1, task1_number: 'import' },
      400,
      missing('Incoming data can not contain python keyords: import'),
    ],
    ['an R name', { ...JOB1, task1_number: 'rm' }, 400, missing('Incoming data can not contain R keywords: rm')],
    ['a command', { ...JOB1, task1_number: 'curl' }, 400, missing('Incoming data can not contain unix commands: curl')],
    ['punctuation', { ...JOB1, task1_number: 'asd|:' }, 400, missing('Incoming data can not contain punctuation: |:')],
    [
      'punctuation in a field that no job has',
      { ...JOB1, other: '$(id)' },
      400,
      missing('Incoming data can not contain punctuation: $()'),
    ],
    [
      'True for a parameter that is no boolean',
      { ...JOB1, task1_number: 'True' },
      400,
      missing('Incoming data can not contain python keyords: True'),
    ],
    ['a bad address', { ...JOB1, email: 'nobody' }, 400, { error: { email: ['Enter a valid email address.'] } }],
    [
      'an empty name',
      { ...JOB1, submission_name: '' },
      400,
      { error: { submission_name: ['This field is required.'] } },
    ],
    [
      'a long name',
      { ...JOB1, submission_name: 'x'.repeat(70) },
      400,
      { error: { submission_name: ['Ensure this value has at most 64 characters (it has 70).'] } },
    ],
  ])('%s', async (_, fields, status, body) => {
    const answer = await post(fields);
    expect(answer.json).toEqual(body);
    expect(answer.status).toBe(status);
  });

  it('has a value that no row of the table takes', async () => {
    const { json } = await post({ ...JOB1, task1_number: '1'.repeat(1_000_000) });
    expect(json).toMatchObject({
      error: { task1_number: ['Ensure this value has at most 1000 characters (it has 1000000).'] },
    });
  });

  it('is a form that breaks off', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const body = '--x\r\nContent-Disposition: form-data; name="job"\r\n\r\njob1';
    const answer = await site.send({ method: 'POST', path: '/submission/', body, headers });
    expect([answer.status, answer.json]).toEqual([
      400,
      { detail: expect.stringContaining('cannot be read') as string },
    ]);
  });

  it('lacks the file, or has an empty one, or one that its job does not take', async () => {
    expect((await post(JOB1, null)).text).toBe('{"error":{"input_data":["This field is required."]}}');
    expect((await post(JOB1, new Blob([]))).text).toBe('{"error":{"input_data":["The submitted file is empty."]}}');
    const refused = await post({ job: 'picture' });
    expect([refused.status, refused.text]).toEqual([
      400,
      '{"error":{"input_data":["Input data could not be validated"]}}',
    ]);
    const binary = await post({ job: 'picture' }, new Blob([new Uint8Array([0, 255, 1])]));
    expect(binary.status).toBe(400);
  });

  it('has a body that is no form', async () => {
    const json = { 'content-type': 'application/json' };
    const answer = await site.send({ method: 'POST', path: '/submission/', body: '{}', headers: json });
    expect([answer.status, answer.text]).toEqual([
      415,
      '{"detail":"Unsupported media type \\"application/json\\" in request."}',
    ]);
    const nothing = await site.send({ method: 'POST', path: '/submission/' });
    expect(nothing.json).toEqual(INCOMPLETE);
  });

  it('makes nothing of a batch whose second job lacks something', async () => {
    const before = await counted();
    expect((await post({ ...JOB1, job: 'job1,job2' })).status).toBe(400);
    expect((await post({ job: 'count,picture' })).status).toBe(400);
    expect(await counted()).toBe(before);
  });

  it('is to a job that others may submit to', async () => {
    const answer = await post({ job: 'members' });
    expect([answer.status, answer.text]).toEqual([401, '{"detail":"Authentication credentials were not provided."}']);
    const member = await site.here.tokenFor('member');
    const form = site.form({ job: 'members' });
    expect((await site.send({ method: 'POST', path: '/submission/', form, token: member })).status).toBe(201);
  });
});

/** Length of the list of all submissions. */
async function counted(): Promise<number> {
  const row = await site.row('COUNTER#ALL', 'COUNTER');
  return Number(row?.['n'] ?? 0);
}

describe('a submission that is taken', () => {
  it.each(['/submission/', '/submission', '/submission.json', '/submission/.json'])('at %s', async (path) => {
    const answer = await site.send({ method: 'POST', path, form: site.form(JOB1), ip: ip() });
    expect(answer.text).toMatch(/^\{"UUID":"[0-9a-f-]{36}","submission_name":"test"\}$/);
    expect(answer.status).toBe(201);
  });

  it('may name a job twice', async () => {
    const { UUID } = (await post({ job: 'count,count' })).json as { UUID: string };
    expect((await site.send({ path: `/submission/${UUID}` })).json).toMatchObject({
      submissions: [{ job_name: 'count' }, { job_name: 'count' }],
    });
  });

  it('may say True for a boolean, as a published example does, and fields that no job has', async () => {
    expect((await post({ ...JOB1, task1_all: 'True', whatever: 'x1' })).status).toBe(201);
  });

  it('is read by its UUID alone: nothing has run yet', async () => {
    const { UUID } = (await post({ ...JOB1, job: 'job1,count' }, undefined, '../evil name;.txt')).json as {
      UUID: string;
    };
    const answer = await site.send({ path: `/submission/${UUID}.json` });
    const shape = new RegExp(
      `^\\{"UUID":"${UUID}","state":"Submitted","submissions":\\[` +
        '\\{"submission_name":"test","job_name":"job1","UUID":"([0-9a-f-]{36})","state":"Submitted",' +
        '"last_message":"Submitted","email":"a@b\\.com","input_file":"/submissions/\\1_evil_name_\\.txt","results":\\[\\]\\},' +
        '\\{"submission_name":"test","job_name":"count",.*\\}\\]\\}$',
    );
    expect(answer.text).toMatch(shape);
    const [, single = ''] = shape.exec(answer.text) ?? [];
    const alone = await site.send({ path: `/submission/single/${single}` });
    expect(answer.text).toContain(alone.text);
    const path = `/submissions/${single}_evil_name_.txt`;
    for (const root of [{}, { atRoot: true }] as const) {
      const file = await site.send({ path, ...root });
      expect([file.status, file.text]).toEqual([200, '>a\nMK\n']);
      expect(file.headers['content-disposition']).toContain('inline');
    }
  });

  it('belongs to a user whom nobody can sign in as', async () => {
    const { UUID } = (await post(JOB1)).json as { UUID: string };
    const batch = await site.row(`BATCH#${UUID}`, 'BATCH');
    const [id] = (batch?.['submissionIds'] ?? []) as string[];
    const row = await site.row(`SUB#${id}`, 'META');
    expect(row).toMatchObject({
      submitter: '(anonymous)',
      groupId: site.here.groupId,
      policy: 'private',
      door: 'jobs',
    });
    const user = await site.row(`USER#${String(row?.['submitterId'])}`, 'PROFILE');
    expect(user).toMatchObject({ reserved: true, email: '' });
    expect(user).not.toHaveProperty('passwordHash');
    const account = user as unknown as Account;
    const token = newToken(account.userId);
    const now = new Date();
    const record = tokenRecord(account.userId, 'stolen', new Date(now.getTime() + 60_000), now);
    await createTokenStore(site.here.local.table).add(account, token, record);
    expect((await site.send({ path: '/endpoints/', token })).status).toBe(401);
  });

  it('is carried out once, however often it is sent with the same key', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const form = site.form(JOB1);
    const sent = () => site.send({ method: 'POST', path: '/submission/', form, headers, ip: '192.0.2.99' });
    const first = await sent();
    expect((await sent()).text).toBe(first.text);
  });
});
