import { type Caller, expectOk, until } from '../client.ts';
import { newGroup } from '../people.ts';

export interface JobResult {
  task: number;
  name: string;
  step: number;
  data_path: string;
}

export interface JobSubmission {
  submission_name: string;
  job_name: string;
  UUID: string;
  state: string;
  last_message: string;
  results: JobResult[];
}

export interface JobBatch {
  UUID: string;
  state: string;
  submissions: JobSubmission[];
}

/** Saves tasks, and a public job with their names step by step; those in one list run side by side. */
export async function defineJob(
  admin: Caller,
  name: string,
  tasks: Record<string, object>,
  steps: readonly (readonly string[])[],
  job: object = {},
): Promise<void> {
  for (const [task, fields] of Object.entries(tasks)) {
    const body = { image: 'debian:stable-slim', ...fields };
    await expectOk(admin, `/api/v1/tasks/${task}`, { method: 'PUT', body });
  }
  const groupId = await newGroup(admin);
  const listed = steps.flatMap((group, ordering) => group.map((task) => ({ ordering, task })));
  const body = { public: true, groupId, steps: listed, ...job };
  await expectOk(admin, `/api/v1/jobs/${name}`, { method: 'PUT', body });
}

/** Submits as clients without an account do. @returns the UUID of the batch */
export async function submitJob(
  site: Caller,
  job: string,
  input: string,
  values: Record<string, string> = {},
): Promise<string> {
  const form = new FormData();
  const fields = { job, submission_name: 'trial', email: 'ada@example.org', ...values };
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('input_data', new Blob([input]), 'seq.fasta');
  const anybody = { url: site.url, token: '' };
  const { UUID } = await expectOk<{ UUID: string }>(anybody, '/analytics_automated/submission/', { raw: form });
  return UUID;
}

export const readJob = (site: Caller, uuid: string): Promise<JobBatch> =>
  expectOk({ url: site.url, token: '' }, `/analytics_automated/submission/${uuid}?format=json`);

export const ENDED = ['Complete', 'Error', 'Crash'];

/** The only submission of a batch, when it has ended. */
export async function jobEnded(site: Caller, uuid: string, seconds = 120): Promise<JobSubmission> {
  const batch = await until(
    `the end of ${uuid}`,
    () => readJob(site, uuid),
    ({ state }) => ENDED.includes(state),
    seconds,
  );
  return batch.submissions[0] as JobSubmission;
}

export async function resultText(site: Caller, { data_path }: JobResult): Promise<string> {
  const response = await fetch(site.url + data_path);
  if (!response.ok) throw new Error(`${data_path} answered ${response.status}`);
  return response.text();
}
