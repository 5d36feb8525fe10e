import { join } from 'node:path';
import { openDeadLetters } from './aws/dead-letters.ts';
import { startEndpoint } from './aws/endpoint.ts';
import type { BusEvent } from './aws/event.ts';
import { ServiceError } from './aws/service-error.ts';
import { createBatch, type LocalBatch } from './batch/service.ts';
import type { Inject } from './dynamodb/faults.ts';
import type { Meter } from './dynamodb/meter.ts';
import { type DynamoDbService, startDynamoDb } from './dynamodb/service.ts';
import { createEventBridge, type EventBridgeService } from './eventbridge/eventbridge.ts';
import type { LocalCallers } from './iam/callers.ts';
import { createLambda, type LambdaOptions, type LambdaService } from './lambda/lambda.ts';
import { readTaskFunctions } from './lambda/task-functions.ts';
import { mailService } from './mail/api.ts';
import { openMailbox } from './mail/mailbox.ts';
import { readBuckets } from './provision/buckets.ts';
import { readJobQueues } from './provision/job-queues.ts';
import { readStateMachines } from './provision/state-machines.ts';
import { readTables } from './provision/tables.ts';
import { type S3Service, startS3 } from './s3/start.ts';
import { openSecrets } from './secrets/secrets.ts';
import { type StepFunctionsService, startStepFunctions } from './stepfunctions/service.ts';
import type { Stack } from './template/stack.ts';

/** Each of these services has a port of its own; `services` is the one of those that share one. */
export const SERVICE_PORTS = ['s3', 'dynamodb', 'stepfunctions', 'services'] as const;
export type ServicePort = (typeof SERVICE_PORTS)[number];

export interface Mirror {
  readonly bucket: string;
  /** the secret that holds its key pair */
  readonly secretName: string;
}

/** For tests: what goes wrong on purpose. */
export interface Faults {
  readonly dynamoDb?: Inject;
  readonly beforeInvoke?: NonNullable<LambdaOptions['beforeInvoke']>;
}

export interface ServicesOptions {
  readonly stack: Stack;
  readonly callers: LocalCallers;
  readonly directory: string;
  readonly ports: Readonly<Record<ServicePort, number>>;
  readonly mirror: Mirror;
  /** endpoints that take the place of local ones */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** for measuring: is told what every item of a table costs */
  readonly meter?: Meter;
  readonly retryDelaysMs?: readonly number[];
  readonly stepRetryScale?: number;
  /** folder of functions that jobs may name as tasks */
  readonly taskFunctions?: string;
  /** PATH of the commands of jobs */
  readonly commandPath: string;
  /** for tests: how jobs are limited here */
  readonly jobs?: { readonly secondMs?: number; readonly diskBytes?: number };
  /** shows a line to the person at the console */
  readonly show: (line: string) => void;
}

export interface Services {
  readonly lambda: LambdaService;
  readonly bus: EventBridgeService;
  readonly s3: S3Service;
  readonly dynamoDb: DynamoDbService;
  readonly stepFunctions: StepFunctionsService;
  readonly batch: LocalBatch;
  /** the SDK's `AWS_ENDPOINT_URL_<SERVICE>` variables */
  readonly endpoints: Readonly<Record<string, string>>;
}

/** What stops a run, in the order in which it was started; it is done from the end. */
export type Closing = (() => unknown)[];

/**
 * Starts every service and makes what the template declares. What must be stopped is added to `closing`, also when a
 * later service fails to start: events in flight end first, then state machines stop, then threads, then the stores.
 */
export async function startServices(options: ServicesOptions, closing: Closing): Promise<Services> {
  const { stack, directory, ports, mirror, faults } = options;
  const endpoints = { ...endpointVariables(ports), ...options.endpoints };
  const lambda = createFunctions(options, endpoints);
  const bus = createEventBridge({
    stack,
    directory: join(directory, 'eventbridge'),
    send: (functionArn, payload) => lambda.send(functionArn, payload),
  });
  const emit = async (event: BusEvent): Promise<void> => bus.put(event);
  const { callers } = options;
  const dynamoDb = await startDynamoDb({
    port: ports.dynamodb,
    directory: join(directory, 'dynamodb'),
    callers,
    ...(faults.dynamoDb && { inject: faults.dynamoDb }),
    ...(options.meter && { meter: options.meter }),
  });
  closing.push(() => dynamoDb.close());
  for (const table of readTables(stack)) await dynamoDb.ensureTable(table);
  const s3 = await startS3({ port: ports.s3, directory: join(directory, 's3'), callers, emit });
  closing.push(() => s3.close());
  for (const { name, settings } of readBuckets(stack)) await s3.ensureBucket(name, settings);
  await s3.ensureBucket(mirror.bucket, { versioned: false });
  const batch = createBatch({
    ...readJobQueues(stack),
    ...options.jobs,
    directory: join(directory, 'batch'),
    path: options.commandPath,
    emit,
  });
  const shared = await startShared(options, lambda, { bus, batch });
  closing.push(() => shared.close());
  closing.push(() => lambda.close());
  const stepFunctions = await startStepFunctions({
    port: ports.stepfunctions,
    directory: join(directory, 'stepfunctions'),
    callers,
    invoke: invokeFrom(lambda),
    emit,
    ...(options.stepRetryScale !== undefined && { retryScale: options.stepRetryScale }),
  });
  closing.push(() => stepFunctions.close());
  closing.push(() => batch.close());
  closing.push(() => lambda.drain());
  closing.push(() => bus.close());
  return { lambda, bus, s3, dynamoDb, stepFunctions, batch, endpoints };
}

function createFunctions(options: ServicesOptions, endpoints: Readonly<Record<string, string>>): LambdaService {
  const { stack, callers, directory, faults, retryDelaysMs, show } = options;
  return createLambda({
    stack,
    others: readTaskFunctions(options.taskFunctions),
    callers,
    directory,
    endpoints: () => endpoints,
    deadLetters: openDeadLetters(join(directory, 'dead-letters')),
    showError: show,
    ...(faults.beforeInvoke && { beforeInvoke: faults.beforeInvoke }),
    ...(retryDelaysMs && { retryDelaysMs }),
  });
}

/** Makes the state machines, which resumes unfinished executions: everything that they call must be up by then. */
export async function ensureStateMachines(stack: Stack, stepFunctions: StepFunctionsService): Promise<void> {
  for (const machine of readStateMachines(stack)) await stepFunctions.ensureStateMachine(machine);
}

/** Lambda, EventBridge, SES, Secrets Manager, Batch and CloudWatch Logs on one port. */
async function startShared(
  { stack, callers, directory, ports, mirror, show }: ServicesOptions,
  lambda: LambdaService,
  { bus, batch }: { bus: EventBridgeService; batch: LocalBatch },
): Promise<Awaited<ReturnType<typeof startEndpoint>>> {
  const mailbox = openMailbox(join(directory, 'mail'), show);
  const identities = stack.ofType('AWS::SES::EmailIdentity').map(({ ref }) => ref);
  const secrets = openSecrets(stack, join(directory, 'secrets.json'));
  const { accessKeyId, secretAccessKey } = callers.mirror;
  secrets.put(mirror.secretName, JSON.stringify({ accessKeyId, secretAccessKey }));
  return startEndpoint({
    port: ports.services,
    callers,
    services: {
      lambda: lambda.service,
      events: bus.service,
      ses: mailService({ mailbox, identities }),
      secretsmanager: secrets.service,
      ...batch.services,
    },
  });
}

/** The variables under the names that the SDK gives its services; any other service is refused by the shared port. */
export function endpointVariables(ports: Readonly<Record<ServicePort, number>>): Record<string, string> {
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const shared = url(ports.services);
  return {
    AWS_ENDPOINT_URL: shared,
    AWS_ENDPOINT_URL_S3: url(ports.s3),
    AWS_ENDPOINT_URL_DYNAMODB: url(ports.dynamodb),
    AWS_ENDPOINT_URL_SFN: url(ports.stepfunctions),
    AWS_ENDPOINT_URL_BATCH: shared,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: shared,
    AWS_ENDPOINT_URL_LAMBDA: shared,
    AWS_ENDPOINT_URL_EVENTBRIDGE: shared,
    AWS_ENDPOINT_URL_SESV2: shared,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: shared,
  };
}

type Invoke = Parameters<typeof startStepFunctions>[0]['invoke'];

/** Step Functions names errors of the Lambda service `Lambda.<code>`. */
function invokeFrom(lambda: LambdaService): Invoke {
  return async (functionArn, payload) => {
    const result = await lambda.invoke(functionArn, JSON.stringify(payload)).catch((error: unknown) => {
      throw error instanceof ServiceError ? error : new ServiceError(500, 'ServiceException', String(error));
    });
    const { outcome } = result;
    return outcome.ok
      ? { payload: JSON.parse(outcome.payload) as unknown }
      : { payload: null, functionError: outcome.error };
  };
}
