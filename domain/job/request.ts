import type { CompilePattern } from '../manifest/pattern.ts';
import { formErrors } from './form.ts';
import { OWN_FIELDS } from './names.ts';
import { JobRefusal } from './refusal.ts';
import { type JobRequest, parametersOf, type RunnableJob } from './runnable-job.ts';
import { valueFault } from './value-check.ts';

/** One transaction makes all submissions of a request, and it takes a hundred records. */
const MOST_JOBS = 15;

/** @throws JobRefusal where the form lacks one of its three fields */
export function requestOf(fields: Readonly<Record<string, string>>, file: JobRequest['file']): JobRequest {
  const { job, submission_name: name, email } = fields;
  if (job === undefined || name === undefined || email === undefined) {
    throw new JobRefusal('invalid', 'Input does not contain all required fields');
  }
  const jobs = job.split(',');
  if (jobs.length > MOST_JOBS) throw new JobRefusal('invalid', `At most ${MOST_JOBS} jobs can be submitted at once`);
  const own: readonly string[] = OWN_FIELDS;
  const values = new Map(Object.entries(fields).filter(([field]) => !own.includes(field)));
  return { jobs, name, email, values, file };
}

/**
 * Everything that is asked of a request once its jobs are known, for every job before anything is made.
 * @throws JobRefusal the first fault in the order that clients know; faults of the form all at once
 */
export function checkRequest(request: JobRequest, jobs: readonly RunnableJob[], compile: CompilePattern): void {
  const booleans = new Set(
    jobs.flatMap(parametersOf).flatMap(([field, { kind }]) => (kind === 'boolean' ? field : [])),
  );
  for (const one of jobs) checkJob(request, one, booleans);
  const errors = formErrors(request, jobs, compile);
  if (Object.keys(errors).length > 0) throw new JobRefusal('invalid', errors);
}

const WHERE_TO_LOOK = 'GET /analytics_automated/endpoints to discover all required options';

function checkJob({ values }: JobRequest, one: RunnableJob, booleans: ReadonlySet<string>): void {
  const { name, runnable, steps } = one.job;
  if (!runnable) throw new JobRefusal('forbidden', `${name} is present but currently disabled.`);
  if (steps.length === 0) throw new JobRefusal('invalid', `Job Requested: ${name} appears to have no Steps`);
  const refuse = (why: string) =>
    new JobRefusal('invalid', `Required Parameter for ${name} Missing.${why}. ${WHERE_TO_LOOK}`);
  const missing = parametersOf(one).some(([field, { default: value }]) => value === undefined && !values.has(field));
  if (missing) throw refuse('You are missing a required parameter in your web form submission');
  for (const [field, value] of values) {
    const fault = valueFault(value, booleans.has(field));
    if (fault !== undefined) throw refuse(fault);
  }
}

/** The values that a job runs with: those that were given, and defaults for the rest. */
export function valuesOf(request: JobRequest, one: RunnableJob): Record<string, string> {
  const given = parametersOf(one).map(([field, parameter]) => [
    field,
    request.values.get(field) ?? parameter.default ?? '',
  ]);
  return Object.fromEntries(given) as Record<string, string>;
}
