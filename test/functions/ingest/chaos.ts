import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { setDue } from '../../../adapters/dynamodb/step-store.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import type { BusEvent } from '../../../local/aws/event.ts';
import type { Fault } from '../../../local/dynamodb/faults.ts';
import { ARNS, definition } from '../../statemachines/definition.ts';
import { type InProcess, startInProcess } from '../in-process.ts';
import type { Told } from './bench.ts';

/** The whole ingest in this process, where calls fail by chance until the chaos is ended. */
export interface Chaos {
  functions: InProcess;
  told: Told[];
  random: () => number;
  /** from now on calls fail; from now on they do not */
  rage: () => void;
  calm: () => void;
  /** waits for events under way */
  idle: () => Promise<void>;
  /** lets every submission be due, and sweeps */
  sweep: (ids: readonly string[]) => Promise<void>;
  /** everything that is kept of a submission; never fails */
  rows: (id: string) => Promise<Record<string, unknown>[]>;
  read: (id: string) => Promise<SubmissionRow>;
  /** status by name, of every execution */
  executions: () => Promise<Map<string, string>>;
  faults: Record<string, number>;
}

/** Of a hundred calls, so many fail in each way. */
const RATES: readonly [Fault, number][] = [
  ['throttle', 2],
  ['lost-reply', 3],
  ['conflict', 2],
];
const CONFLICTING = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);
const REFUSED_PERCENT = 2;
const LOST_EVENTS_PERCENT = 15;
/** Lambda's own tries of an event. */
const TRIES = 3;
const BAD_ENDS = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const entryOf = (arn: string): string =>
  `ingest/${arn
    .slice(ARNS.length)
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase()}.ts`;

export async function startChaos(seed: number): Promise<Chaos> {
  const random = seeded(seed);
  const percent = (share: number): boolean => random() * 100 < share;
  const told: Told[] = [];
  const faults: Record<string, number> = {};
  const underWay = new Set<Promise<void>>();
  let raging = false;

  const inject = (operation: string, body: unknown): Fault | undefined => {
    // what the test itself reads says so, and is left alone
    if (!raging || (body as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity === 'NONE') return undefined;
    const fault = RATES.find(
      ([kind, rate]) => percent(rate) && (kind !== 'conflict' || CONFLICTING.has(operation)),
    )?.[0];
    if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + 1;
    return fault;
  };
  const allows = (action: string): boolean => {
    const refused = raging && /^(events|states):/.test(action) && percent(REFUSED_PERCENT);
    if (refused) faults[action] = (faults[action] ?? 0) + 1;
    return !refused;
  };
  const listen = async (entry: string, event: BusEvent): Promise<void> => {
    if (raging && percent(LOST_EVENTS_PERCENT)) return;
    for (let tries = 1; tries <= TRIES; tries++) {
      try {
        await functions.run(entry, event);
        return;
      } catch {
        // Lambda tries again
      }
    }
  };
  const emit = async (event: BusEvent): Promise<void> => {
    const { status } = event.detail as { status?: string };
    const isEnd = event.source === 'aws.states';
    if (isEnd && !BAD_ENDS.has(status ?? '')) return;
    const work = listen(isEnd ? 'events/execution-ended.ts' : 'events/object-created.ts', event);
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const functions: InProcess = await startInProcess({
    uncounted: true,
    inject,
    allows,
    emit,
    put: ({ detail }) => void told.push(detail as Told),
    ingest: {
      definition,
      retryScale: 0.002,
      invoke: async (arn, payload) => {
        try {
          return { payload: (await functions.run(entryOf(arn), payload)) ?? null };
        } catch (error) {
          const { name, message } = error as Error;
          return { payload: null, functionError: { errorType: name, errorMessage: message } };
        }
      },
    },
    // a shard of two files: the larger submissions fan out
    environment: {
      AWS_MAX_ATTEMPTS: '2',
      SHARD_FILES: '2',
      UPLOAD_DEADLINE_SECONDS: '86400',
      UPLOAD_REMINDER_SECONDS: '43200',
    },
  });
  const { table } = functions.local;
  const client = new SFNClient({ maxAttempts: 10 });
  const stateMachineArn = process.env['STATE_MACHINE_ARN'] ?? '';
  const rows: Chaos['rows'] = async (id) => {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': keys.submission(id).PK },
        ConsistentRead: true,
        ReturnConsumedCapacity: 'NONE',
      }),
    );
    return answer.Items ?? [];
  };
  return {
    functions,
    told,
    random,
    faults,
    rows,
    rage: () => {
      raging = true;
    },
    calm: () => {
      raging = false;
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    sweep: async (ids) => {
      for (const id of ids) await setDue(table, id, '2020-01-01T00:00:00Z');
      await functions.run('events/sweeper.ts', {});
    },
    read: async (id) => (await rows(id)).find((row) => row['SK'] === 'META') as unknown as SubmissionRow,
    executions: async () => {
      const found = new Map<string, string>();
      const pages = paginateListExecutions({ client, pageSize: 1000 }, { stateMachineArn });
      for await (const page of pages)
        for (const { name = '', status = '' } of page.executions ?? []) found.set(name, status);
      return found;
    },
  };
}
