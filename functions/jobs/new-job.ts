import type { NewJob } from '../../adapters/dynamodb/jobs/create-jobs.ts';
import type { JobDefinitions } from '../../domain/job/change-definitions.ts';
import type { Priority, StoredJob } from '../../domain/job/job.ts';
import { valuesOf } from '../../domain/job/request.ts';
import type { JobRequest } from '../../domain/job/runnable-job.ts';
import { type Submission, timestamp } from '../../domain/submission/submission.ts';
import { withTasks } from './jobs.ts';
import type { StoredInput } from './stored-input.ts';

export interface JobMaterial {
  job: StoredJob;
  all: JobDefinitions;
  request: JobRequest;
  input: StoredInput;
  priority: Priority;
  batchUuid: string;
}

type Owner = Pick<Submission, 'submitterId' | 'submitter' | 'groupId'>;

/** The submission of one job, with all that it runs as it is at this moment. */
export function newJob(
  { job, all, request, input, priority, batchUuid }: JobMaterial,
  owner: Owner | undefined,
): NewJob {
  if (owner === undefined) throw new Error(`Nobody owns the submission to ${job.name}.`);
  const tasks = all.tasks.filter(({ name }) => job.steps.some((step) => step.task === name));
  const now = timestamp(new Date());
  return {
    submission: {
      door: 'jobs',
      ...owner,
      state: 'running',
      policy: job.policy,
      label: request.name.trim(),
      createdAt: now,
      updatedAt: now,
      attempt: 1,
      steps: {},
      jobName: job.name,
      batchUuid,
      inputName: input.name,
      taskNumbers: Object.fromEntries(tasks.map(({ name, number }) => [name, number])),
      ...(job.public && { readByUuid: true as const }),
    },
    snapshot: {
      job,
      tasks: Object.fromEntries(tasks.map((task) => [task.name, task])),
      values: valuesOf(request, withTasks(job, all)),
      priority,
      input: input.name,
    },
    file: {
      key: input.name,
      name: input.name,
      state: 'arrived',
      declaredSize: input.size,
      size: input.size,
      objectKey: input.key,
      versionId: input.versionId,
      proved: { sha256: input.sha256 },
    },
  };
}
