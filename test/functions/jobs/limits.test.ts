import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;

beforeAll(async () => {
  site = await startJobsSite();
  await site.putJob('again', { steps: [{ task: 'wc', ordering: 0 }] });
}, 60_000);
afterAll(() => site.here.close());

const MANY = {
  error:
    'You have no authority to post jobs.Either you are not logged in you have too many, 15, concurrent jobs running',
};

const post = (ip: string, sent: { job?: string; token?: string } = {}) =>
  site.send({
    method: 'POST',
    path: '/submission/',
    form: site.form({ job: sent.job ?? 'count' }),
    ip,
    ...(sent.token !== undefined && { token: sent.token }),
  });

async function idOf(answer: { json: unknown }): Promise<string> {
  const { UUID } = answer.json as { UUID: string };
  const batch = await site.row(`BATCH#${UUID}`, 'BATCH');
  return ((batch?.['submissionIds'] ?? []) as string[])[0] ?? '';
}

async function priorityOf(answer: { json: unknown }): Promise<unknown> {
  const row = await site.row(`SUB#${await idOf(answer)}`, 'JOB');
  return (row?.['snapshot'] as { priority: string } | undefined)?.priority;
}

async function end(id: string): Promise<void> {
  const { client, name: TableName } = site.here.local.table;
  await client.send(
    new UpdateCommand({
      TableName,
      Key: { PK: `SUB#${id}`, SK: 'META' },
      UpdateExpression: 'SET #state = :ended',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':ended': 'succeeded' },
    }),
  );
}

describe('open submissions of one address', () => {
  it('wait behind others from the eleventh on, and are refused from the sixteenth on, until one ends', async () => {
    const answers = [];
    for (let i = 0; i < 15; i++) answers.push(await post('192.0.2.1'));
    expect(answers.map(({ status }) => status)).toEqual(Array(15).fill(201));
    const priorities = await Promise.all(answers.map(priorityOf));
    expect(priorities).toEqual([...Array(10).fill('medium'), ...Array(5).fill('low')]);
    const refused = await post('192.0.2.1');
    expect([refused.status, refused.json]).toEqual([429, MANY]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post('192.0.2.2')).status).toBe(201);
    await end(await idOf(answers[3] ?? { json: {} }));
    expect((await post('192.0.2.1')).status).toBe(201);
    expect((await post('192.0.2.1')).status).toBe(429);
  });

  it('are counted right when many are sent at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => post('192.0.2.3')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(15);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('count as many as a batch has jobs', async () => {
    for (let i = 0; i < 7; i++) expect((await post('192.0.2.4', { job: 'count,again' })).status).toBe(201);
    expect((await post('192.0.2.4', { job: 'count,again' })).status).toBe(429);
    expect((await post('192.0.2.4')).status).toBe(201);
  });

  it('are those of the user, who goes first, where somebody has signed in', async () => {
    const token = await site.here.tokenFor('ada');
    const first = await post('192.0.2.1', { token });
    expect([first.status, await priorityOf(first)]).toEqual([201, 'high']);
  });
});
