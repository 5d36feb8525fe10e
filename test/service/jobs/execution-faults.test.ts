import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { expectOk, until } from '../client.ts';
import { operatorOf } from '../operator.ts';
import { type RunHere, runHere } from '../run-here.ts';
import { defineJob, type JobSubmission, jobEnded, readJob, resultText, submitJob } from './job-runs.ts';

let site: RunHere;
/** How often the next invocations of a function fail before it is reached. */
const failing = new Map<string, number>();
/** Which writes of a task's run go wrong, and how. */
let inject: Inject = () => undefined;

beforeAll(async () => {
  site = await runHere({
    context: { jobs: { lowFrom: 0, refuseFrom: 0 } },
    stepRetryScale: 0.01,
    retryDelaysMs: [50, 50],
    faults: {
      dynamoDb: (operation, body) => inject(operation, body),
      beforeInvoke: (functionArn) => {
        const [name, left] = [...failing].find(([part]) => functionArn.includes(`Functions${part}`)) ?? [];
        if (name === undefined || left === undefined || left === 0) return;
        failing.set(name, left - 1);
        throw new Error('The function cannot be reached, as the test wants it.');
      },
    },
  });
  const task = { command: ['cat', '$I1'], inputs: ['.fasta'] };
  const second = { command: ['cat', '$I1', '$I2'], inputs: ['.one', '.two'], stdout: '.both' };
  const tasks = { one: { ...task, stdout: '.one' }, two: { ...task, stdout: '.two' }, both: second };
  await defineJob(site, 'chain', tasks, [['one', 'two'], ['both']]);
}, 300_000);
afterAll(() => site.close());
beforeEach(() => {
  failing.clear();
  inject = () => undefined;
});

const INPUT = '>one\nACGT\n';

/** The results are those of a run in which nothing went wrong. */
async function expectComplete({ state, last_message, results }: JobSubmission): Promise<void> {
  expect({ state, last_message }).toEqual({ state: 'Complete', last_message: 'Completed job at step #2' });
  expect(results.map(({ name }) => name)).toEqual(['one', 'two', 'both']);
  const texts = await Promise.all(results.map((result) => resultText(site, result)));
  expect(texts).toEqual([INPUT, INPUT, INPUT + INPUT]);
}

describe('a job among faults', { timeout: 180_000 }, () => {
  it('is started again where its start failed, and told of again where nobody listened', async () => {
    failing.set('RunTask', 2);
    failing.set('TaskEnded', 1);
    await expectComplete(await jobEnded(site, await submitJob(site, 'chain', INPUT)));
  });

  it('has each result once where every write of a task’s run is lost or throttled now and then', async () => {
    let writes = 0;
    const faults = ['throttle', 'lost-reply', undefined] as const;
    inject = (operation, body) => {
      if (!/^(Put|Update)Item$/.test(operation) || !JSON.stringify(body).includes('TASK#')) return undefined;
      writes += 1;
      return faults[writes % faults.length];
    };
    const uuids = await Promise.all(Array.from({ length: 4 }, () => submitJob(site, 'chain', INPUT)));
    for (const uuid of uuids) await expectComplete(await jobEnded(site, uuid));
    expect(writes).toBeGreaterThan(4 * 3);
  });

  it('goes on where the end of its task was never heard of, once the sweeper has looked', async () => {
    failing.set('TaskEnded', Number.POSITIVE_INFINITY);
    const before = endedJobs();
    const uuid = await submitJob(site, 'chain', INPUT);
    await until(
      'the ends of both tasks',
      async () => endedJobs(),
      (ended) => ended >= before + 2,
    );
    // every try to tell of them has failed by then
    await pause(1000);
    const [submission] = (await readJob(site, uuid)).submissions;
    expect(submission).toMatchObject({ state: 'Running', last_message: 'Running step: 1', results: [] });
    failing.clear();
    await sweep((await expectOk<{ id: string }>(site, `/api/v1/submissions/${submission?.UUID}`)).id);
    await expectComplete(await jobEnded(site, uuid));
  });
});

/** Makes the submission due, and the sweeper look. */
async function sweep(id: string): Promise<void> {
  const operator = operatorOf(site.directory);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
  await client.send(
    new UpdateCommand({
      TableName: operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table'),
      Key: keys.submission(id),
      UpdateExpression: 'SET dueAt = :long',
      ConditionExpression: 'attribute_exists(dueKey)',
      ExpressionAttributeValues: { ':long': '2020-01-01T00:00:00Z' },
    }),
  );
  await site.local.invoke('Sweeper', {});
}

/** Jobs that Batch has seen to their end. */
function endedJobs(): number {
  const folder = join(site.directory, 'batch/jobs');
  const jobs = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return jobs.filter((file) => readFileSync(join(folder, file), 'utf8').includes('"stoppedAt"')).length;
}
