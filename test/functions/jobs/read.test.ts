import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { recordProgress } from '../../../adapters/dynamodb/jobs/progress-store.ts';
import { countJobTime } from '../../../adapters/dynamodb/jobs/times-store.ts';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { recordStep } from '../../../adapters/dynamodb/step-store.ts';
import { group } from '../../adapters/dynamodb/account-fixtures.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;

beforeAll(async () => {
  site = await startJobsSite();
}, 60_000);
afterAll(() => site.here.close());

const get = (path: string, headers: Record<string, string> = {}) => site.send({ path, headers });

describe('the lists', () => {
  const LIVE = [
    '/submission/&job=job1&submission_name=[STRING]&email=[EMAIL_STRING]&input_data=[FILE]&task1_all=[TRUE/FALSE]&task1_number=[VALUE]',
    '/submission/&job=job2&submission_name=[STRING]&email=[EMAIL_STRING]&input_data=[FILE]&task2_this=[VALUE]',
    '/submission/&job=count&submission_name=[STRING]&email=[EMAIL_STRING]&input_data=[FILE]',
    '/submission/&job=picture&submission_name=[STRING]&email=[EMAIL_STRING]&input_data=[FILE]',
  ];

  it.each(['/endpoints/', '/endpoints', '/endpoints.json', '/endpoints/?format=json'])(
    'of endpoints at %s name live jobs only',
    async (path) => {
      expect((await get(path)).text).toBe(JSON.stringify({ jobs: LIVE }));
    },
  );

  it('of endpoints have the jobs that a user may submit to as well', async () => {
    const token = await site.here.tokenFor('ada');
    const { json } = await site.send({ path: '/endpoints/', token });
    expect((json as { jobs: string[] }).jobs.join()).toContain('job=members');
  });

  it('of jobs have ten to a page', async () => {
    const first = await get('/job/');
    const names = ['job1', 'job2', 'count', 'disabled', 'nosteps', 'picture'];
    const results = names.map((name, i) => ({ pk: i + 1, name }));
    expect(first.text).toBe(JSON.stringify({ count: 6, next: null, previous: null, results }));
    for (let i = 0; i < 6; i++) await site.putJob(`more${i}`, {});
    expect((await get('/job.json')).json).toMatchObject({
      count: 12,
      next: 'https://data.example.org/analytics_automated/job/?page=2',
      previous: null,
    });
    const second = await get('/job/?page=2');
    expect(second.json).toMatchObject({
      next: null,
      previous: 'https://data.example.org/analytics_automated/job/',
      results: [{ pk: 12, name: 'more4' }, { name: 'more5' }],
    });
    for (const page of ['3', '0', 'x', '1.5']) {
      expect(await get(`/job/?page=${page}`)).toMatchObject({ status: 404, text: '{"detail":"Invalid page."}' });
    }
  });

  it('of the steps of a job', async () => {
    expect((await get('/job/count')).text).toBe(
      '{"name":"count","steps":[{"task":{"configuration":[{"type":"Software","name":"wc","parameters":"","version":"8.32"}]},"ordering":0}]}',
    );
    for (const name of ['nothing', 'members', 'count.json', '..']) expect((await get(`/job/${name}`)).status).toBe(404);
  });

  it('of times are the averages of what has run, each counted once', async () => {
    expect((await get('/jobtimes/')).text).toBe('{}');
    for (const seconds of [10, 21]) {
      const { id } = await made('count');
      const ended = {
        id,
        jobName: 'count',
        createdAt: '2026-01-01T10:00:00Z',
        updatedAt: `2026-01-01T10:00:${seconds}Z`,
      };
      await countJobTime(site.here.local.table, ended);
      await countJobTime(site.here.local.table, ended);
    }
    expect((await get('/jobtimes.json')).text).toBe('{"count":16}');
  });
});

/** A submission of job `count`. */
async function made(job: string, token?: string): Promise<{ batch: string; id: string; uuid: string }> {
  const form = site.form({ job });
  const sent = { method: 'POST', path: '/submission/', form, ip: crypto.randomUUID() };
  const answer = await site.send({ ...sent, ...(token !== undefined && { token }) });
  const { UUID: batch } = answer.json as { UUID: string };
  const row = await site.row(`BATCH#${batch}`, 'BATCH');
  const [id = ''] = (row?.['submissionIds'] ?? []) as string[];
  const submission = await site.row(`SUB#${id}`, 'META');
  return { batch, id, uuid: String(submission?.['uuid']) };
}

const batchOf = async (uuid: string) =>
  (await get(`/submission/${uuid}`)).json as { state: string; submissions: Record<string, unknown>[] };

describe('what has become of a submission', () => {
  it('is told while it runs, with results as they appear, and when it has ended', async () => {
    const { table } = site.here.local;
    const { batch, id, uuid } = await made('count');
    expect(await batchOf(batch)).toMatchObject({ state: 'Submitted', submissions: [{ last_message: 'Submitted' }] });
    await recordProgress(table, { id, attempt: 1 }, { step: 1, message: 'Running step: 1' });
    expect(await batchOf(batch)).toMatchObject({
      state: 'Running',
      submissions: [{ last_message: 'Running step: 1' }],
    });
    await recordOutput(table, id, `${uuid}.count`, {
      name: `${uuid}.count`,
      contentType: 'text/plain',
      size: 2,
      createdAt: '2026-01-01T10:00:00Z',
      step: 1,
      task: 'wc',
    });
    const [running] = (await batchOf(batch)).submissions;
    expect(running?.['results']).toEqual([
      { task: 1, name: 'wc', message: 'Result', step: 1, data_path: `/submissions/${uuid}.count` },
    ]);
    await site.change(id, { state: 'succeeded', progress: { step: 1, message: 'Completed job at step #1' } });
    expect((await get(`/submission/single/${uuid}`)).text).toBe(
      `{"submission_name":"test","job_name":"count","UUID":"${uuid}","state":"Complete",` +
        `"last_message":"Completed job at step #1","email":"a@b.com","input_file":"/submissions/${uuid}_prot.txt",` +
        `"results":[{"task":1,"name":"wc","message":"Result","step":1,"data_path":"/submissions/${uuid}.count"}]}`,
    );
  });

  it.each([
    [undefined, 'Error'],
    [true, 'Crash'],
  ] as const)('where it failed by a fault of ours (%s) is %s', async (fault, state) => {
    const { batch, id } = await made('count');
    const outcome = { success: false, date: '2026-01-01T10:00:00Z', msg: 'Why.', ...(fault && { fault }) };
    await recordStep(site.here.local.table, { id, attempt: 1, step: 'qc_complete', outcome, ends: 'failed' });
    expect(await batchOf(batch)).toMatchObject({ state, submissions: [{ state, last_message: 'Why.' }] });
  });

  it('is told nobody who does not know its UUID, and of a job that is not public nobody else', async () => {
    const elsewhere = group('Elsewhere');
    await createGroupStore(site.here.local.table).create(elsewhere);
    const owner = await site.here.tokenFor('owner');
    const stranger = await site.here.tokenFor('stranger', { groupId: elsewhere.groupId });
    const { batch, uuid } = await made('members', owner);
    for (const path of [`/submission/${batch}`, `/submission/single/${uuid}`, `/submissions/${uuid}_prot.txt`]) {
      const statuses = [];
      for (const token of [undefined, stranger, owner]) {
        statuses.push((await site.send({ path, ...(token !== undefined && { token }) })).status);
      }
      expect([path, ...statuses]).toEqual([path, 401, 404, 200]);
    }
    const guesses = [
      crypto.randomUUID(),
      'x'.repeat(8),
      `${batch.slice(0, -1)}x`,
      `${uuid.slice(0, 9)}${crypto.randomUUID().slice(9)}`,
    ];
    for (const guess of guesses) {
      expect(await get(`/submission/${guess}`)).toMatchObject({ status: 404, text: '{"detail":"Not found."}' });
      expect((await get(`/submission/single/${guess}`)).status).toBe(404);
    }
  });
});

describe('a submission of another door', () => {
  const of = async (door: string, state = 'running') => {
    const { id, uuid } = await made('members', await site.here.tokenFor(`maker-${door}-${state}`));
    const row = await site.row(`SUB#${id}`, 'META');
    await site.change(id, { door, state, label: 'Parcels' });
    return { id, uuid, siteId: String(row?.['siteId']) };
  };

  it('is told of by any of its names, as a job and as a request for it alone', async () => {
    const { id, uuid, siteId } = await of('nemo');
    const token = await site.here.tokenFor('reader', { siteRead: true });
    const expected = { submission_name: 'Parcels', job_name: 'members', UUID: uuid, state: 'Submitted', email: '' };
    for (const name of [id, uuid, uuid.toUpperCase(), siteId, siteId.toLowerCase(), `${id}.json`]) {
      const one = await site.send({ path: `/submission/single/${name}`, token });
      expect(one.json, name).toMatchObject({ ...expected, last_message: 'Submitted' });
      const batch = await site.send({ path: `/submission/${name}`, token });
      expect(batch.json, name).toEqual({ UUID: uuid, state: 'Submitted', submissions: [one.json] });
    }
    const outcome = { success: true, date: '2026-01-01T10:00:00Z', msg: 'One file is expected.' };
    await recordStep(site.here.local.table, { id, attempt: 1, step: 'manifest_validated', outcome });
    const running = await site.send({ path: `/submission/single/${id}`, token });
    expect(running.json).toMatchObject({ state: 'Running', last_message: 'One file is expected.' });
  });

  it('is nothing here before it is started', async () => {
    const { id, uuid } = await of('gateway', 'draft');
    const token = await site.here.tokenFor('admin', { siteAdmin: true });
    for (const name of [id, uuid]) {
      expect((await site.send({ path: `/submission/single/${name}`, token })).status).toBe(404);
    }
  });

  it('of a public job is read without a token by its UUID only', async () => {
    const { id, batch, uuid } = await made('count');
    const siteId = String((await site.row(`SUB#${id}`, 'META'))?.['siteId']);
    for (const name of [batch, batch.toUpperCase(), uuid]) expect((await get(`/submission/${name}`)).status).toBe(200);
    for (const name of [id, siteId]) {
      expect(await get(`/submission/${name}`)).toMatchObject({
        status: 401,
        text: '{"detail":"Authentication credentials were not provided."}',
      });
      expect((await get(`/submission/single/${name}`)).status).toBe(401);
    }
  });
});

describe('files', () => {
  it.each([
    'nothing',
    '../../etc/passwd',
    '%2e%2e%2fetc',
    'a_b.txt',
    '00000000-0000-8000-8000-000000000000.out',
    '__proto__',
  ])('%s is not one', async (file) => {
    expect(await site.send({ path: `/submissions/${file}`, atRoot: true })).toMatchObject({ status: 404 });
  });

  it('that the service makes of a submission are not results of its job', async () => {
    const { uuid } = await made('count');
    for (const name of [`${uuid}.nothing`, `${uuid}_other.txt`, `${uuid}__proto__`]) {
      expect((await get(`/submissions/${name}`)).status).toBe(404);
    }
  });
});

describe('the form of an answer', () => {
  it.each<[string, string, string]>([
    ['/endpoints/', '*/*', 'application/json'],
    ['/endpoints/', 'application/json', 'application/json'],
    ['/endpoints/', 'text/html', 'text/html; charset=utf-8'],
    ['/endpoints/', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['/endpoints/', 'application/json, text/html', 'application/json'],
    ['/endpoints.json', 'text/html', 'application/json'],
    ['/endpoints/?format=json', 'text/html', 'application/json'],
  ])('%s with Accept: %s is %s', async (path, accept, type) => {
    expect(await get(path, { accept })).toMatchObject({ status: 200, headers: { 'content-type': type } });
  });

  it('is one of two', async () => {
    const xml = await get('/endpoints/', { accept: 'application/xml' });
    expect([xml.status, xml.text]).toEqual([406, '{"detail":"Could not satisfy the request Accept header."}']);
    expect((await get('/endpoints/?format=xml')).status).toBe(404);
  });

  it('is a page that programs have read, in which nothing is markup', async () => {
    const form = site.form({ job: 'count', submission_name: '<script>"x"</script>' });
    const answer = await site.send({
      method: 'POST',
      path: '/submission/',
      form,
      headers: { accept: 'text/html' },
      ip: 'page',
    });
    const { UUID } = answer.json as { UUID: string };
    const page = await get(`/submission/${UUID}`, { accept: 'text/html' });
    expect(page.text).toContain('&quot;state&quot;: &quot;Submitted&quot;,');
    expect(page.text).not.toContain('<script');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('a method that a path does not take', () => {
  it.each([
    ['PUT', '/submission/', 'POST'],
    ['GET', '/submission/', 'POST'],
    ['POST', '/endpoints/', 'GET'],
    ['DELETE', '/job/count', 'GET'],
  ])('%s %s is refused', async (method, path, allow) => {
    const answer = await site.send({ method, path });
    expect(answer).toMatchObject({ status: 405, headers: { allow } });
    expect(answer.text).toBe(`{"detail":"Method \\"${method}\\" not allowed."}`);
  });
});
