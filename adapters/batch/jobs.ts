import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchClient,
  ClientException,
  DescribeJobsCommand,
  type EcsPropertiesOverride,
  type JobDetail,
  ListJobsCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { batch, CONTAINERS } from './client.ts';

export interface JobOrder {
  name: string;
  /** ARN */
  queue: string;
  /** ARN of the definition's revision */
  definition: string;
  command: readonly string[];
  /** signed URL of the plan that the containers with our own programs follow */
  planUrl: string;
}

/** ECS takes no more characters of overrides for one task. */
const MOST_OVERRIDES = 8192;

/** The arguments are more than a container can be given. */
export class CommandTooLong extends Error {
  override readonly name = 'CommandTooLong';
}

/** Batch cannot tell a request that is sent again from a second job: whoever got no answer looks before asking again. */
const once = new BatchClient({ maxAttempts: 1 });
const TRIES = 4;

/** @returns the job's id. @throws CommandTooLong */
export async function submitJob({ name, queue, definition, command, planUrl }: JobOrder): Promise<string> {
  const environment = [{ name: 'WAYBILL_PLAN', value: planUrl }];
  const ecsPropertiesOverride: EcsPropertiesOverride = {
    taskProperties: [
      {
        containers: [
          { name: CONTAINERS.fetch, environment },
          { name: CONTAINERS.task, command: [...command] },
          { name: CONTAINERS.store, environment },
        ],
      },
    ],
  };
  const length = JSON.stringify(ecsPropertiesOverride).length;
  if (length > MOST_OVERRIDES) {
    throw new CommandTooLong(`The arguments are ${length - MOST_OVERRIDES} characters longer than they can be.`);
  }
  const order = { jobName: name, jobQueue: queue, jobDefinition: definition, ecsPropertiesOverride };
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await once.send(new SubmitJobCommand(order));
      if (answer.jobId === undefined) throw new Error(`Batch took job ${name} without giving it an id.`);
      return answer.jobId;
    } catch (error) {
      if (attempt === TRIES || error instanceof ClientException) throw error;
    }
    await pause(Math.random() * 200 * 2 ** attempt);
    const found = await findJob(queue, name);
    if (found !== undefined) return found;
  }
}

/** The job of this name, if it was submitted before. Names are never used twice. */
export async function findJob(queue: string, name: string): Promise<string | undefined> {
  const filters = [{ name: 'JOB_NAME', values: [name] }];
  const answer = await batch.send(new ListJobsCommand({ jobQueue: queue, filters }));
  return answer.jobSummaryList?.find(({ jobName }) => jobName === name)?.jobId;
}

export interface ContainerEnd {
  exitCode?: number;
  reason?: string;
  logStream?: string;
}

export interface JobState {
  name: string;
  status: 'running' | 'SUCCEEDED' | 'FAILED';
  reason?: string;
  containers: Readonly<Record<keyof typeof CONTAINERS, ContainerEnd>>;
}

/** @returns undefined for a job that Batch does not know, or no more: it forgets one some days after its end */
export async function describeJob(jobId: string): Promise<JobState | undefined> {
  const answer = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
  const job = answer.jobs?.[0];
  if (job === undefined) return undefined;
  const { jobName: name = '', status, statusReason } = job;
  return {
    name,
    status: status === 'SUCCEEDED' || status === 'FAILED' ? status : 'running',
    ...(statusReason !== undefined && { reason: statusReason }),
    containers: {
      fetch: containerEnd(job, CONTAINERS.fetch),
      task: containerEnd(job, CONTAINERS.task),
      store: containerEnd(job, CONTAINERS.store),
    },
  };
}

function containerEnd({ ecsProperties }: JobDetail, name: string): ContainerEnd {
  const found = ecsProperties?.taskProperties?.[0]?.containers?.find((container) => container.name === name);
  const { exitCode, reason, logStreamName } = found ?? {};
  return {
    ...(exitCode !== undefined && { exitCode }),
    ...(reason !== undefined && { reason }),
    ...(logStreamName !== undefined && { logStream: logStreamName }),
  };
}

/** Ends a job wherever it is; one that has ended stays as it is. */
export async function terminateJob(jobId: string, reason: string): Promise<void> {
  await batch.send(new TerminateJobCommand({ jobId, reason }));
}
