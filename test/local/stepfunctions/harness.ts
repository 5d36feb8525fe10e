import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, vi } from 'vitest';
import type { Caller } from '../../../local/aws/caller.ts';
import type { BusEvent } from '../../../local/aws/event.ts';
import type { Invoke } from '../../../local/stepfunctions/engine/lambda.ts';
import { type StepFunctionsService, startStepFunctions } from '../../../local/stepfunctions/service.ts';

export const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Flow';
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';

/** Run when the file's tests have ended, last first: tests may run beside each other. */
export const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

export type Handler = (payload: never, call: { arn: string; signal: AbortSignal }) => unknown;

/** An error that the function reports, as a Lambda function does when it throws. */
export class FunctionError extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

export const operator: Caller = caller('operator', () => true);

export function caller(name: string, allows: Caller['allows']): Caller {
  return { accessKeyId: `AKIA${name.toUpperCase()}`, secretAccessKey: `secret of ${name}`, name, allows };
}

export interface Bench {
  readonly sfn: SFNClient;
  readonly service: StepFunctionsService;
  readonly directory: string;
  readonly events: BusEvent[];
  /** Makes the machine under test of these states. */
  readonly machine: (states: object, rest?: object) => Promise<void>;
  /** Runs it to its end. */
  readonly run: (input?: unknown) => Promise<Ended>;
  readonly start: (input?: unknown, name?: string) => Promise<string>;
  /** Waits for the end of an execution. */
  readonly ended: (executionArn: string) => Promise<Ended>;
  readonly history: (executionArn: string) => Promise<HistoryEvent[]>;
  readonly clientOf: (who: Caller) => SFNClient;
}

interface Ended {
  readonly arn: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly all: DescribeExecutionCommandOutput;
}

export interface BenchOptions {
  readonly directory?: string;
  readonly callers?: readonly Caller[];
  readonly role?: Caller;
  readonly now?: () => Date;
  readonly retryScale?: number;
  readonly emit?: (event: BusEvent) => Promise<void>;
}

/** The service with in-process functions, closed when the file's tests have finished. */
export async function bench(handler: Handler = (payload) => payload, options: BenchOptions = {}): Promise<Bench> {
  const directory = options.directory ?? (await temporary());
  const events: BusEvent[] = [];
  const callers = [operator, ...(options.callers ?? [])];
  const service = await startStepFunctions({
    port: 0,
    directory,
    callers: { find: (id) => callers.find((each) => each.accessKeyId === id) },
    invoke: invokeOf(handler),
    emit: options.emit ?? (async (event) => void events.push(event)),
    ...(options.now && { now: options.now }),
    ...(options.retryScale !== undefined && { retryScale: options.retryScale }),
  });
  cleanups.push(() => service.close().catch(() => undefined));
  const clientOf = (who: Caller) => client(service.url, who);
  const sfn = clientOf(operator);
  const role = options.role && { roleCaller: options.role };

  const bench: Bench = {
    sfn,
    service,
    directory,
    events,
    clientOf,
    machine: (states, rest = {}) =>
      service.ensureStateMachine({
        arn: ARN,
        name: 'Flow',
        type: 'STANDARD',
        definition: { StartAt: Object.keys(states)[0], States: states, ...rest },
        ...role,
      }),
    async start(input = {}, name) {
      const request = { stateMachineArn: ARN, input: JSON.stringify(input), ...(name !== undefined && { name }) };
      return (await sfn.send(new StartExecutionCommand(request))).executionArn as string;
    },
    run: async (input) => bench.ended(await bench.start(input)),
    async ended(executionArn) {
      for (;;) {
        const all = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (all.status !== 'RUNNING') return endedOf(executionArn, all);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async history(executionArn) {
      return (await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];
    },
  };
  return bench;
}

/** Waits until a check passes; long enough for a machine that is busy with other tests. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}

function endedOf(arn: string, all: DescribeExecutionCommandOutput): Ended {
  const output = all.output === undefined ? undefined : JSON.parse(all.output);
  return { arn, status: all.status as string, output, error: all.error, cause: all.cause, all };
}

export function client(url: string, who: Caller): SFNClient {
  const { accessKeyId, secretAccessKey } = who;
  return new SFNClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

function invokeOf(handler: Handler): Invoke {
  return async (arn, payload, signal) => {
    try {
      return { payload: await handler(payload as never, { arn, signal }) };
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      return { payload: null, functionError: { errorType: error.errorType, errorMessage: error.message } };
    }
  };
}

export async function temporary(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stepfunctions-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A Task that calls the function with the state's input and keeps its answer. */
export function task(more: object = {}): object {
  const Parameters = { FunctionName: FUNCTION, 'Payload.$': '$' };
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters, ...onwards(more), ...more };
}

/** A Task that waits for its token. */
export function waitingTask(more: object = {}): object {
  const Parameters = { FunctionName: FUNCTION, Payload: { 'input.$': '$', 'token.$': '$$.Task.Token' } };
  const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  return { Type: 'Task', Resource, Parameters, ...onwards(more), ...more };
}

export function pass(more: object = {}): object {
  return { Type: 'Pass', ...onwards(more), ...more };
}

function onwards(more: object): object {
  return 'Next' in more ? {} : { End: true };
}
