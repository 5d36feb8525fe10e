import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REGION } from '../aws/account.ts';
import type { Caller } from '../aws/caller.ts';
import type { DeadLetters } from '../aws/dead-letters.ts';
import type { Service } from '../aws/endpoint.ts';
import type { LocalCallers } from '../iam/callers.ts';
import type { Stack } from '../template/stack.ts';
import { lambdaService } from './api.ts';
import { type FunctionConfiguration, readFunctions } from './configuration.ts';
import { type EventQueue, openEventQueue, type QueuedEvent } from './event-queue.ts';
import { createFunction, type LocalFunction } from './function.ts';
import { functionFinder, type InvocationResult, invokeFunction } from './invoker.ts';
import { openFunctionLog } from './log.ts';
import type { FunctionError } from './messages.ts';

const IDLE_MS = 15 * 60 * 1000;

export interface LambdaOptions {
  readonly stack: Stack;
  readonly callers: LocalCallers;
  /** folder for logs and for events that wait */
  readonly directory: string;
  /** the SDK's `AWS_ENDPOINT_URL_<SERVICE>` variables, read when a function's thread starts */
  readonly endpoints: () => Readonly<Record<string, string>>;
  /** functions that the stack does not declare, but may call */
  readonly others?: readonly FunctionConfiguration[];
  readonly deadLetters: DeadLetters;
  /** shows an error line to the person at the console */
  readonly showError: (line: string) => void;
  /** for tests: called before each invocation; what it throws is what the service answers */
  readonly beforeInvoke?: (functionArn: string, payload: string) => Promise<void> | void;
  /** milliseconds before each retry of an asynchronous event; Lambda's own by default */
  readonly retryDelaysMs?: readonly number[];
  /** milliseconds that `drain` waits for events in flight */
  readonly drainMs?: number;
  /** milliseconds without work after which a thread stops */
  readonly idleMs?: number;
}

export interface LambdaService {
  /** Runs a function, by name or ARN, with a JSON payload, and waits for its result. */
  invoke(reference: string, payload: string): Promise<InvocationResult>;
  /** Hands an event to a function that nobody waits for; it is on disk when this returns. */
  send(functionArn: string, payload: string): void;
  /** Begins to deliver events. */
  start(): void;
  readonly service: Service;
  readonly functions: readonly FunctionConfiguration[];
  /** Stops delivering events, keeps those that wait for the next start, and lets those in flight end. */
  drain(): Promise<void>;
  /** Drains, then stops the threads. */
  close(): Promise<void>;
}

export function createLambda(options: LambdaOptions): LambdaService {
  const logs = join(options.directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const declared = [...readFunctions(options.stack), ...(options.others ?? [])];
  const functions = declared.map((configuration) => runnable(configuration, logs, options));
  const find = functionFinder(functions);
  const byArn = new Map(functions.map((each) => [each.configuration.arn, each]));
  const run = async (reference: string, payload: string): Promise<InvocationResult> => {
    const target = find(reference);
    await options.beforeInvoke?.(target.configuration.arn, payload);
    return invokeFunction(target, payload);
  };
  const queue: EventQueue = openEventQueue({
    directory: join(options.directory, 'lambda-events'),
    deliver: async (event) => (await run(event.functionArn, event.payload)).outcome,
    settings: (arn) => byArn.get(arn)?.configuration.asynchronous,
    failed: (event, error) => reportFailure(event, error, byArn.get(event.functionArn), options),
    ...(options.retryDelaysMs !== undefined && { retryDelaysMs: options.retryDelaysMs }),
    ...(options.drainMs !== undefined && { drainMs: options.drainMs }),
  });
  return {
    invoke: run,
    send: (functionArn, payload) => queue.add(functionArn, payload),
    start: () => queue.start(),
    service: lambdaService({ find, queue, run }),
    functions: functions.map(({ configuration }) => configuration),
    drain: () => queue.close(),
    close: async () => {
      await queue.close();
      await Promise.all(functions.map((each) => each.close()));
    },
  };
}

function runnable(configuration: FunctionConfiguration, logs: string, options: LambdaOptions): LocalFunction {
  const { label } = configuration;
  return createFunction({
    configuration,
    environment: () => environmentOf(configuration, options),
    log: openFunctionLog({ path: join(logs, `${label}.log`), label, showError: options.showError }),
    idleMs: options.idleMs ?? IDLE_MS,
  });
}

/** What the template gives, what Lambda's runtime adds, and where the local services are. Nothing is inherited. */
function environmentOf(configuration: FunctionConfiguration, options: LambdaOptions): Record<string, string> {
  return {
    TZ: ':UTC',
    _HANDLER: configuration.handler,
    LAMBDA_TASK_ROOT: dirname(configuration.modulePath),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // The person's own AWS profile must not reach a function: there is no such file in Lambda either.
    AWS_CONFIG_FILE: join(options.directory, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(options.directory, 'no-aws-credentials'),
    ...options.endpoints(),
    ...configuration.environment,
    ...(configuration.hasRole && keysOf(options.callers.ofFunction(configuration.logicalId))),
  };
}

const keysOf = ({ accessKeyId, secretAccessKey }: Caller): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

/** The record that Lambda sends to an on-failure destination; without one the event is only reported. */
function reportFailure(
  event: QueuedEvent,
  error: FunctionError,
  target: LocalFunction | undefined,
  { deadLetters, callers, showError }: LambdaOptions,
): void {
  const name = target?.configuration.label ?? event.functionArn;
  showError(`${name}: an event was given up after ${event.failures + 1} attempts: ${error.errorMessage}`);
  const queueArn = target?.configuration.asynchronous.onFailure;
  if (target === undefined || queueArn === undefined) return;
  if (!callers.ofFunction(target.configuration.logicalId).allows('sqs:SendMessage', queueArn)) {
    showError(`${name}: its role may not sqs:SendMessage to ${queueArn}, so the event is lost`);
    return;
  }
  deadLetters(queueArn, {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.id,
      functionArn: event.functionArn,
      condition: 'RetriesExhausted',
      approximateInvokeCount: event.failures + 1,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    responsePayload: error,
  });
}
