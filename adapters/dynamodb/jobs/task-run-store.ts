import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskResult, TaskRun } from '../../../domain/job/task-run.ts';
import type { Table } from '../client.ts';
import { ifHolds } from '../conditional.ts';
import { getItem } from '../get-item.ts';
import { keys, SK } from '../keys.ts';

/** By name of the task; a job has twenty at most. */
export async function listTaskRuns(table: Table, id: string): Promise<Map<string, TaskRun>> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':pk': keys.submission(id).PK, ':prefix': SK.taskRun },
      ConsistentRead: true,
    }),
  );
  return new Map(((answer.Items ?? []) as TaskRun[]).map((run) => [run.task, run]));
}

export const getTaskRun = (table: Table, id: string, task: string): Promise<TaskRun | undefined> =>
  getItem(table, keys.taskRun(id, task));

/**
 * Begins a run in the place of `before`. Sent again because its answer was lost, it finds the run that it has begun.
 * @returns false where somebody else has begun one meanwhile
 */
export async function startTaskRun(
  table: Table,
  id: string,
  run: TaskRun,
  before: TaskRun | undefined,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...keys.taskRun(id, run.task), ...run },
    ConditionExpression: `nonce = :own OR ${before === undefined ? 'attribute_not_exists(PK)' : '(nonce = :nonce AND #state = :state)'}`,
    ...(before !== undefined && { ExpressionAttributeNames: { '#state': 'state' } }),
    ExpressionAttributeValues: {
      ':own': run.nonce,
      ...(before !== undefined && { ':nonce': before.nonce, ':state': before.state }),
    },
  });
  return (await ifHolds(table.client.send(put))) !== undefined;
}

type Started = Pick<TaskRun, 'task' | 'nonce'>;

/** @returns undefined where the run has ended, or another has taken its place */
export const setTaskJob = (table: Table, id: string, run: Started, jobId: string): Promise<TaskRun | undefined> =>
  change(table, id, run, { jobId });

/**
 * The token of the latest try of the state that waits: an earlier try that is late changes nothing.
 * @returns undefined where nothing is to be waited for any more, or a later try waits
 */
export const setTaskToken = (
  table: Table,
  id: string,
  run: Started,
  wait: { taskToken: string; retry: number },
): Promise<TaskRun | undefined> =>
  change(table, id, run, wait, 'attribute_not_exists(#set_retry) OR #set_retry <= :set_retry');

/**
 * Takes it on to submit the job of a run, unless somebody is at it. Sent again because its answer was lost, it finds
 * its own claim.
 * @returns undefined where somebody is, or has
 */
export const claimStart = (
  table: Table,
  id: string,
  run: Started & { taskToken: string },
  now: Date,
): Promise<TaskRun | undefined> =>
  change(
    table,
    id,
    run,
    { startingUntil: startingUntil(now) },
    'attribute_not_exists(jobId) AND (attribute_not_exists(#set_startingUntil) OR #set_startingUntil <= :now' +
      ' OR (#set_startingUntil = :set_startingUntil AND taskToken = :token))',
    { ':now': now.toISOString(), ':token': run.taskToken },
  );

/** Nobody is at it any more: the next try may begin at once. */
export const releaseStart = (table: Table, id: string, run: Started, now: Date): Promise<TaskRun | undefined> =>
  change(table, id, run, { startingUntil: now.toISOString() });

/** A job is submitted within a few seconds; the state that starts tasks is tried again after 5, 25 and 105. */
const STARTING_MS = 20_000;
export const startingUntil = (now: Date): string => new Date(now.getTime() + STARTING_MS).toISOString();

/** Once for a run. @returns the run with its token; undefined where it has ended before */
export const endTaskRun = (
  table: Table,
  id: string,
  run: Started,
  end: { result: TaskResult; endedAt: string },
): Promise<TaskRun | undefined> => change(table, id, run, { state: 'ended', ...end });

export const faultTaskRun = (table: Table, id: string, run: Started, endedAt: string): Promise<TaskRun | undefined> =>
  change(table, id, run, { state: 'faulted', endedAt });

async function change(
  table: Table,
  id: string,
  { task, nonce }: Started,
  set: Partial<TaskRun>,
  also?: string,
  values: Readonly<Record<string, string>> = {},
): Promise<TaskRun | undefined> {
  const names = Object.keys(set);
  const answer = await ifHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.taskRun(id, task),
        UpdateExpression: `SET ${names.map((name) => `#set_${name} = :set_${name}`).join(', ')}`,
        ConditionExpression: `nonce = :nonce AND #state = :started${also === undefined ? '' : ` AND (${also})`}`,
        ExpressionAttributeNames: {
          '#state': 'state',
          ...Object.fromEntries(names.map((name) => [`#set_${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':nonce': nonce,
          ':started': 'started',
          ...values,
          ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:set_${name}`, value])),
        },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return answer?.Attributes as TaskRun | undefined;
}
