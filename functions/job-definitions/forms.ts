import type { JobDefinitions } from '../../domain/job/change-definitions.ts';
import { isLive, maySubmit, type StoredJob } from '../../domain/job/job.ts';
import { parametersOf } from '../../domain/job/runnable-job.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import type { routes } from './routes.ts';
import { ports } from './store.ts';

/** What a page needs to ask for all that a job takes; nothing of how it is run. */
export async function listForms({ principal }: Call<(typeof routes)['listForms']>): Promise<Reply> {
  const all = await ports.store.load();
  const jobs = all.jobs.filter((job) => isLive(job) && maySubmit(job, principal));
  return ok({ jobs: jobs.map((job) => formOf(job, all)) });
}

function formOf(job: StoredJob, { tasks }: JobDefinitions) {
  const steps = job.steps.flatMap((step) => tasks.find(({ name }) => name === step.task) ?? []);
  return {
    name: job.name,
    description: job.description ?? null,
    public: job.public,
    policy: job.policy,
    inputKinds: job.validators.map(({ kind }) => kind),
    inputBytes: job.limits.inputBytes ?? null,
    parameters: parametersOf({ job, tasks: steps }).map(([field, parameter]) => ({
      field,
      kind: parameter.kind,
      default: parameter.default ?? null,
      ...(parameter.validation !== undefined && { validation: parameter.validation }),
    })),
  };
}
