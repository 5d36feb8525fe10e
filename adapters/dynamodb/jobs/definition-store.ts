import { conflict } from '../../../domain/errors.ts';
import type {
  JobDefinitionChange,
  JobDefinitionStore,
  JobDefinitions,
} from '../../../domain/job/change-definitions.ts';
import type { RegisteredTask, StoredJob } from '../../../domain/job/job.ts';
import type { Table } from '../client.ts';
import { type GuardedWrite, writeAll } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';
import { readPartition } from '../read-pages.ts';

/** Counts all changes, and the numbers that were given. No job can have this name. */
const REVISION = '#revision';

/** Jobs lie in one partition and tasks in another, each read whole: they are some dozens. */
export function createJobDefinitionStore(table: Table): JobDefinitionStore {
  return { load: () => load(table), write: (change) => write(table, change) };
}

async function load(table: Table): Promise<JobDefinitions> {
  const [jobRows, taskRows] = await Promise.all([
    readPartition(table, keys.job('').PK),
    readPartition(table, keys.task('').PK),
  ]);
  const state = jobRows.find((row) => row['SK'] === REVISION);
  const jobs = jobRows.filter((row) => row !== state).map((row) => row['definition'] as StoredJob);
  const tasks = taskRows.map((row) => row['definition'] as RegisteredTask);
  const count = (name: string) => (state?.[name] as number | undefined) ?? 0;
  return {
    revision: count('revision'),
    lastJob: count('lastJob'),
    lastTask: count('lastTask'),
    jobs: jobs.toSorted((a, b) => a.number - b.number),
    tasks: tasks.toSorted((a, b) => a.number - b.number),
  };
}

const changedMeanwhile = () =>
  conflict('Somebody else has changed a job or a task at the same time. Read it again and repeat.');

async function write(table: Table, change: JobDefinitionChange): Promise<void> {
  await writeAll(table, [countChange(table, change), writeRow(table, change)]);
}

function countChange(table: Table, { kind, revision, put }: JobDefinitionChange): GuardedWrite {
  const last = kind === 'job' ? 'lastJob' : 'lastTask';
  const isNew = put?.version === 1;
  return {
    item: {
      Update: {
        TableName: table.name,
        Key: keys.job(REVISION),
        UpdateExpression: isNew ? 'SET revision = :next, #last = :number' : 'SET revision = :next',
        ConditionExpression: revision === 0 ? 'attribute_not_exists(PK)' : 'revision = :revision',
        ...(isNew && { ExpressionAttributeNames: { '#last': last } }),
        ExpressionAttributeValues: {
          ':next': revision + 1,
          ...(revision > 0 && { ':revision': revision }),
          ...(isNew && { ':number': put.number }),
        },
      },
    },
    refusal: changedMeanwhile,
  };
}

function writeRow(table: Table, { kind, name, put }: JobDefinitionChange): GuardedWrite {
  const key: Key = kind === 'job' ? keys.job(name) : keys.task(name);
  const item =
    put === undefined
      ? { Delete: { TableName: table.name, Key: { ...key } } }
      : { Put: { TableName: table.name, Item: { ...key, definition: put } } };
  return { item, refusal: changedMeanwhile };
}
