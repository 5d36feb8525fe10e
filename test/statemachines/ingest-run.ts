import { GetExecutionHistoryCommand, type HistoryEvent, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { BusEvent } from '../../local/aws/event.ts';
import { bench, FunctionError } from '../local/stepfunctions/harness.ts';
import { ARNS, definition } from './definition.ts';

/** What the state machine hands to a function. */
export interface Payload {
  submissionId: string;
  attempt: number;
  shard?: number;
  task?: string;
  taskToken?: string;
  retry?: number;
  step?: string;
  work?: Answer;
  error?: { Error: string; Cause: string };
}

/** What a step answers. */
interface Answer {
  step: string;
  more: boolean;
  shards: number[];
  tasks: string[];
}

/** Plays one function; `call` counts its calls from 1, those for one shard by themselves. */
export type Stub = (payload: Payload, call: number) => unknown;
export type Stubs = Readonly<Record<string, Stub>>;

/** The step is recorded. */
export const done: Stub = () => ({ more: false, shards: [], tasks: [] });
const NAMES: Readonly<Record<string, string>> = {
  QcComplete: 'qc_complete',
  HttpsRelease: 'https_release',
  GcpRelease: 'gcp_release',
};
export const fails = (errorType: string, times = Number.POSITIVE_INFINITY): Stub => {
  return (payload, call) => {
    if (call <= times) throw new FunctionError(errorType, 'as the test wants it');
    return done(payload, call);
  };
};
/** The function leaves the token where nobody finds it. */
export const waits: Stub = () => null;

/** Plans so many shards, each of which takes so many slices of time; then all are done. */
export function fansOut(count: number, slices = 1): Stub {
  const more = { more: true, tasks: [] };
  let planned = false;
  return ({ shard }, call) => {
    if (shard !== undefined) return { more: call < slices, shards: [] };
    const first = !planned;
    planned = true;
    return first ? { ...more, shards: Array.from({ length: count }, (_, index) => index) } : done({} as Payload, 1);
  };
}

/** Asks for the tasks of one step after the other; then all are done. */
export function asksFor(...steps: string[][]): Stub {
  return (payload, call) => {
    const tasks = steps[call - 1];
    return tasks === undefined ? done(payload, call) : { more: true, shards: [], tasks };
  };
}

export interface IngestRun {
  status: string;
  error: string | undefined;
  /** the states of the root, in the order in which they were entered */
  path: string[];
  /** every call of a function, but those that come behind a step with more to do */
  calls: { name: string; payload: Payload }[];
  history: HistoryEvent[];
  events: BusEvent[];
}

export interface RunOptions {
  uploadDeadlineSeconds?: number;
}

/** Runs the deployed state machine from start to end against stubs; whatever has none is done at once. */
export async function runIngest(
  stubs: Stubs = {},
  { uploadDeadlineSeconds = 600 }: RunOptions = {},
): Promise<IngestRun> {
  const calls: IngestRun['calls'] = [];
  const counts = new Map<string, number>();
  const { machine, start, ended, sfn, events } = await bench(
    async (payload: Payload, { arn }) => {
      const name = arn.slice(ARNS.length);
      const step = NAMES[name];
      // as every step does behind one that has more to do
      if (payload.work?.more && payload.work.step !== step) throw new FunctionError('WorkRemains', 'as every step');
      calls.push({ name, payload });
      const key = `${name} ${payload.shard ?? payload.task ?? ''}`;
      const call = (counts.get(key) ?? 0) + 1;
      counts.set(key, call);
      const answer = { step, ...((stubs[name] ?? done)(payload, call) as object) };
      if (payload.taskToken !== undefined && stubs[name] !== waits) {
        await sfn.send(new SendTaskSuccessCommand({ taskToken: payload.taskToken, output: '{}' }));
      }
      return answer;
    },
    { retryScale: 0.001 },
  );
  const { States, ...rest } = definition;
  await machine(States, rest);
  const arn = await start({ submissionId: 'abc2345', attempt: 3, uploadDeadlineSeconds });
  const { status, error } = await ended(arn);
  const history: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000, nextToken }));
    history.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { status, error, path: rootStates(history), calls, history, events };
}

const entered = (history: readonly HistoryEvent[]): string[] =>
  history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);

/** States inside a Map are named after their shard; a job's have one, for each of its tasks. */
const rootStates = (history: readonly HistoryEvent[]): string[] =>
  entered(history).filter((name) => name !== 'RunTask' && !/Shard($|HasMore$|Done$)/.test(name));

export const callsOf = (run: IngestRun, name: string): Payload[] =>
  run.calls.filter((call) => call.name === name).map(({ payload }) => payload);
