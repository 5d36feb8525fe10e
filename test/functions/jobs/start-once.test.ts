import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { routes as definitionRoutes } from '../../../functions/job-definitions/routes.ts';
import { createBatch, type LocalBatch } from '../../../local/batch/service.ts';
import { asInvocation, type Fault, startBoundary } from '../../torture/boundary.ts';
import { openDoors } from '../../torture/requests.ts';
import { JOB_SETTINGS, QUEUES, VARIABLES } from '../../torture/settings.ts';
import { openTableReader, type TableReader } from '../../torture/table-reader.ts';
import { ask, type InProcess, startInProcess } from '../in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'waybill-start-once-'));
let batch: LocalBatch;
let here: InProcess;
let table: TableReader;
let token: string;
/** names of the jobs that Batch took, whoever heard of it */
const taken: string[] = [];
/** what the next calls of Batch's SubmitJob suffer */
const faults: Fault[] = [];

beforeAll(async () => {
  // nothing is started: the jobs stay as they were submitted
  batch = createBatch({ directory, queues: QUEUES, maxVcpus: 0, path: '', emit: async () => undefined });
  here = await startInProcess({
    services: batch.services,
    variables: ['AWS_ENDPOINT_URL_BATCH', 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'],
    environment: { ...VARIABLES, JOB_SETTINGS },
    between: (endpoints) =>
      startBoundary(endpoints, {
        decide: (_name, { operation }) => (operation.endsWith('/submitjob') ? faults.shift() : undefined),
        done: ({ operation, body }, status) => {
          if (!operation.endsWith('/submitjob') || status !== 200) return;
          taken.push((JSON.parse(body.toString()) as { jobName: string }).jobName);
        },
      }),
  });
  table = openTableReader(here.local.table.name);
  token = await here.tokenFor('root', { siteAdmin: true });
  const definitions = { handler: await here.load('job-definitions/index.ts'), routes: definitionRoutes };
  const put = (line: `PUT /${string}`, json: object) => ask(definitions, line, { token, json });
  await put('PUT /api/v1/tasks/count', { image: 'any', command: ['wc', '$I1'], inputs: ['.txt'], stdout: '.count' });
  await put('PUT /api/v1/jobs/count', {
    public: false,
    groupId: here.groupId,
    steps: [{ task: 'count', ordering: 0 }],
  });
});
afterAll(async () => {
  await batch.close();
  await here.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  taken.length = 0;
  faults.length = 0;
});

async function submitted(): Promise<string> {
  const form = new FormData();
  const fields = { job: 'count', submission_name: 'once', email: 'a@example.org' };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('input_data', new Blob(['words']), 'words.txt');
  const doors = await openDoors(here, { call: ({ entry, event }) => here.run(entry, event) });
  const { body } = await doors.ask<{ UUID: string }>(0, 'POST /analytics_automated/submission/', { token, form });
  const row = await table.get({ PK: `BATCH#${body.UUID}`, SK: 'BATCH' });
  const ids = (row?.['submissionIds'] ?? []) as string[];
  return ids[0] ?? '';
}

const start = (submissionId: string, retry = 0) =>
  asInvocation('run-task', () =>
    here.run('ingest/run-task.ts', { submissionId, attempt: 1, task: 'count', taskToken: `token-${retry}`, retry }),
  );
const runOf = (id: string) => table.get({ PK: `SUB#${id}`, SK: 'TASK#count' });

test('a job whose submission was not answered is found, and not submitted again', async () => {
  const id = await submitted();
  faults.push('lost-reply');
  await start(id);
  expect(taken).toHaveLength(1);
  expect(await runOf(id)).toMatchObject({ state: 'started', jobId: expect.any(String) });
});

test('a request that Batch was too busy for is sent again', async () => {
  const id = await submitted();
  faults.push('throttle', 'unreachable');
  await start(id);
  expect(taken).toHaveLength(1);
});

test('of several that start a task at once, one submits its job', async () => {
  const id = await submitted();
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => start(id)));
  expect(taken).toHaveLength(1);
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  // whoever was refused is tried again by the state machine, and finds the job
  await start(id, 1);
  expect(taken).toHaveLength(1);
});

test('a start that failed may be repeated at once', async () => {
  const id = await submitted();
  faults.push('unreachable', 'unreachable', 'unreachable', 'unreachable');
  await expect(start(id)).rejects.toThrow();
  await start(id, 1);
  expect(taken).toHaveLength(1);
});

test('an earlier try that is late does not take the place of the one that waits', async () => {
  const id = await submitted();
  await start(id);
  await start(id, 2);
  await start(id, 1);
  expect(await runOf(id)).toMatchObject({ taskToken: 'token-2', retry: 2 });
});
