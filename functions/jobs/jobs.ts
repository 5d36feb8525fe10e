import { readJobTimes } from '../../adapters/dynamodb/jobs/times-store.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { notFound } from '../../domain/errors.ts';
import type { JobDefinitions } from '../../domain/job/change-definitions.ts';
import { isLive, maySubmit, type StoredJob } from '../../domain/job/job.ts';
import { parametersOf, type RunnableJob } from '../../domain/job/runnable-job.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { PREFIX } from './paths.ts';
import type { routes } from './routes.ts';
import { config, definitions } from './store.ts';

type Routes = typeof routes;

/** Jobs that a caller may not submit to are nobody's business. */
const shownTo = (all: JobDefinitions, principal: Principal | undefined): StoredJob[] =>
  all.jobs.filter((job) => maySubmit(job, principal));

/** A job with the tasks of its steps, in the order of the steps. */
export const withTasks = (job: StoredJob, { tasks }: Pick<JobDefinitions, 'tasks'>): RunnableJob => ({
  job,
  tasks: job.steps.flatMap((step) => tasks.find(({ name }) => name === step.task) ?? []),
});

/** The jobs that can be submitted to now, each with its form in the notation that clients know. */
export async function listEndpoints(call: Call<Routes['listEndpoints']>): Promise<Reply> {
  const all = await definitions.load();
  const live = shownTo(all, call.principal).filter(isLive);
  return ok({ jobs: live.map((job) => endpointOf(withTasks(job, all))) });
}

function endpointOf(job: RunnableJob): string {
  const parameters = parametersOf(job).map(
    ([field, { kind }]) => `&${field}=${kind === 'boolean' ? '[TRUE/FALSE]' : '[VALUE]'}`,
  );
  const own = 'submission_name=[STRING]&email=[EMAIL_STRING]&input_data=[FILE]';
  return `/submission/&job=${job.job.name}&${own}${parameters.join('')}`;
}

const PAGE_SIZE = 10;

/** All jobs that the caller may submit to, also those that are switched off. */
export async function listJobs(call: Call<Routes['listJobs']>): Promise<Reply> {
  const jobs = shownTo(await definitions.load(), call.principal);
  const pages = Math.max(1, Math.ceil(jobs.length / PAGE_SIZE));
  const page = pageOf(call.rawQuery['page'], pages);
  const urlOf = (number: number) => `${config.SITE_URL}${PREFIX}job/${number === 1 ? '' : `?page=${number}`}`;
  return ok({
    count: jobs.length,
    next: page < pages ? urlOf(page + 1) : null,
    previous: page > 1 ? urlOf(page - 1) : null,
    results: jobs.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(({ number, name }) => ({ pk: number, name })),
  });
}

function pageOf(text: string | undefined, pages: number): number {
  if (text === 'last') return pages;
  const page = text === undefined ? 1 : Number(text);
  if (Number.isInteger(page) && page >= 1 && page <= pages) return page;
  throw notFound('Invalid page.');
}

export async function getJob(call: Call<Routes['getJob']>): Promise<Reply> {
  const all = await definitions.load();
  const job = shownTo(all, call.principal).find(({ name }) => name === call.params['name']);
  if (job === undefined) throw notFound('Not found.');
  const { tasks } = withTasks(job, all);
  return ok({
    name: job.name,
    steps: job.steps.map((step) => ({
      task: { configuration: configurationOf(tasks.find(({ name }) => name === step.task)?.configuration) },
      ordering: step.ordering,
    })),
  });
}

/** In the order of keys that clients know. */
const configurationOf = (entries: RunnableJob['tasks'][number]['configuration'] = []) =>
  entries.map(({ type, name, parameters, version }) => ({ type, name, parameters, version }));

export async function getJobTimes(call: Call<Routes['getJobTimes']>): Promise<Reply> {
  const [all, times] = await Promise.all([definitions.load(), readJobTimes(table)]);
  const known = shownTo(all, call.principal).filter(({ name }) => times.has(name));
  return ok(Object.fromEntries(known.map(({ name }) => [name, times.get(name)])));
}
