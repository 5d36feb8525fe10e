import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ACCOUNT_ID, PARTITION, REGION } from '../aws/account.ts';
import { parseBody, type Service, type ServiceRequest } from '../aws/endpoint.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';
import { checkOrder, checkSize } from './fargate.ts';
import { type Definition, isEnded, type Job, type Queue } from './model.ts';
import { ListJobs, RegisterJobDefinition, SubmitJob } from './requests.ts';
import type { BatchStore } from './store.ts';

export interface BatchApi {
  readonly store: BatchStore;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly now: () => number;
  /** a job has been submitted */
  readonly wake: () => void;
  readonly stop: (job: Job, reason: string) => void;
}

type Operation = (api: BatchApi, request: ServiceRequest) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  registerjobdefinition: register,
  submitjob: submit,
  describejobs: describe,
  listjobs: list,
  terminatejob: terminate,
};

/** AWS ECS takes no more characters of overrides for one task. */
const MOST_OVERRIDES = 8192;

/** The operations of AWS Batch that running jobs takes; every other one is refused as unknown. */
export function batchService(api: BatchApi): Service {
  return async (request) => {
    const operation = OPERATIONS[/^\/v1\/([a-z]+)$/.exec(request.path)?.[1] ?? ''];
    if (operation === undefined) {
      throw new ServiceError(400, 'UnknownOperationException', `the local Batch has no ${request.path}`);
    }
    return { body: JSON.stringify(operation(api, request)) };
  };
}

const arnOf = (resource: string): string => `arn:${PARTITION}:batch:${REGION}:${ACCOUNT_ID}:${resource}`;

function allow(
  { caller }: ServiceRequest,
  action: string,
  resource: string,
  context: Record<string, string> = {},
): void {
  if (!caller.allows(action, resource, context)) throw accessDenied(caller.name, action, resource);
}

function refused(message: string): ServiceError {
  return new ServiceError(400, 'ClientException', message);
}

function parsed<S extends z.ZodType>(schema: S, { body }: ServiceRequest): z.output<S> {
  const result = schema.safeParse(parseBody<unknown>(body));
  if (result.success) return result.data;
  throw refused(`The local Batch cannot play this request: ${z.prettifyError(result.error)}`);
}

function register({ store }: BatchApi, request: ServiceRequest): object {
  const { jobDefinitionName: name, ecsProperties, timeout, retryStrategy } = parsed(RegisterJobDefinition, request);
  const [task] = ecsProperties.taskProperties;
  const { containers, executionRoleArn } = task;
  allow(request, 'batch:RegisterJobDefinition', arnOf(`job-definition/${name}`));
  allow(request, 'iam:PassRole', executionRoleArn, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' });
  checkSize(containers);
  checkOrder(containers);
  const known = [...store.definitions.values()].filter((definition) => definition.name === name);
  const revision = Math.max(0, ...known.map((definition) => definition.revision)) + 1;
  const definition: Definition = {
    arn: arnOf(`job-definition/${name}:${revision}`),
    name,
    revision,
    containers,
    ...(timeout !== undefined && { timeoutSeconds: timeout.attemptDurationSeconds }),
    attempts: retryStrategy?.attempts ?? 1,
  };
  store.saveDefinition(definition);
  return { jobDefinitionName: name, jobDefinitionArn: definition.arn, revision };
}

function submit(api: BatchApi, request: ServiceRequest): object {
  const { jobName: name, jobQueue, jobDefinition, ecsPropertiesOverride } = parsed(SubmitJob, request);
  const { store, queues } = api;
  allow(request, 'batch:SubmitJob', jobQueue);
  allow(request, 'batch:SubmitJob', jobDefinition);
  const definition = store.definitions.get(jobDefinition);
  if (!queues.has(jobQueue)) throw refused(`Job queue ${jobQueue} not found.`);
  if (definition === undefined) throw refused(`Job definition ${jobDefinition} not found.`);
  const length = JSON.stringify(ecsPropertiesOverride).length;
  if (length > MOST_OVERRIDES)
    throw refused(`Overrides have ${MOST_OVERRIDES} characters at most; these have ${length}.`);
  const overrides = ecsPropertiesOverride?.taskProperties[0].containers ?? [];
  const unknown = overrides.find((override) => !definition.containers.some((one) => one.name === override.name));
  if (unknown !== undefined) throw refused(`There is no container ${unknown.name} to override.`);
  const id = randomUUID();
  // no two at the same time: their order is the one in which they start
  const createdAt = Math.max(api.now(), ...[...store.jobs.values()].map((job) => job.createdAt + 1));
  const containers = definition.containers.map((container) => ({
    name: container.name,
    logStreamName: `${definition.name}/${container.name}/${id}`,
  }));
  store.saveJob({
    id,
    name,
    queue: jobQueue,
    definition: jobDefinition,
    overrides,
    createdAt,
    status: 'RUNNABLE',
    attempts: 0,
    containers,
  });
  api.wake();
  return { jobArn: arnOf(`job/${id}`), jobName: name, jobId: id };
}

/** What Batch tells of a job, by its API and with its events. */
export function jobDetail({ id, name, queue, definition, status, ...job }: Job): object {
  const { statusReason, createdAt, startedAt, stoppedAt, containers } = job;
  return {
    jobArn: arnOf(`job/${id}`),
    jobName: name,
    jobId: id,
    jobQueue: queue,
    jobDefinition: definition,
    status,
    createdAt,
    ...(statusReason !== undefined && { statusReason }),
    ...(startedAt !== undefined && { startedAt }),
    ...(stoppedAt !== undefined && { stoppedAt }),
    ecsProperties: { taskProperties: [{ containers }] },
  };
}

function describe({ store }: BatchApi, request: ServiceRequest): object {
  allow(request, 'batch:DescribeJobs', '*');
  const { jobs } = parsed(z.strictObject({ jobs: z.array(z.string()).max(100) }), request);
  return { jobs: jobs.flatMap((id) => store.jobs.get(id) ?? []).map(jobDetail) };
}

/** Of all states, as Batch answers where a filter is given; its newest thousand. */
function list({ store }: BatchApi, request: ServiceRequest): object {
  allow(request, 'batch:ListJobs', '*');
  const { jobQueue, filters } = parsed(ListJobs, request);
  const names = filters[0]?.values ?? [];
  const found = [...store.jobs.values()].filter((job) => job.queue === jobQueue && names.includes(job.name));
  const newest = found.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, 1000);
  return { jobSummaryList: newest.map(({ id, name, status }) => ({ jobId: id, jobName: name, status })) };
}

function terminate(api: BatchApi, request: ServiceRequest): object {
  const { jobId, reason } = parsed(z.strictObject({ jobId: z.string(), reason: z.string() }), request);
  allow(request, 'batch:TerminateJob', arnOf(`job/${jobId}`));
  const job = api.store.jobs.get(jobId);
  if (job !== undefined && !isEnded(job)) api.stop(job, reason);
  return {};
}
