import { randomUUID } from 'node:crypto';
import { type Caller, expectOk } from '../client.ts';
import type { Build, Request } from './requests.ts';
import type { World } from './world.ts';

const DOOR = '/analytics_automated';
/** What becomes of it is not asked here. */
const TASK = { lambda: 'waybill-task-perm', inputs: ['.txt'], outputs: ['.out'] };

interface Jobs {
  task: string;
  /** names of jobs, and what the owner submitted to each: batch, submission, file */
  public: Submitted;
  members: Submitted;
}

interface Submitted {
  job: string;
  batch: string;
  single: string;
  file: string;
}

const made = new WeakMap<World, Promise<Jobs>>();

/** A task, a job of each kind, and a submission to each: made with the first request that needs them. */
function jobsOf(world: World): Promise<Jobs> {
  const known = made.get(world) ?? makeJobs(world);
  made.set(world, known);
  return known;
}

async function makeJobs({ callers: { admin, owner }, group }: World): Promise<Jobs> {
  const task = newName();
  await expectOk(admin, `/api/v1/tasks/${task}`, { method: 'PUT', body: TASK });
  const submit = async (isPublic: boolean): Promise<Submitted> => {
    const job = newName();
    const body = { public: isPublic, groupId: group, steps: [{ task, ordering: 0 }] };
    await expectOk(admin, `/api/v1/jobs/${job}`, { method: 'PUT', body });
    return { job, ...(await submitTo(owner, job)) };
  };
  return { task, public: await submit(true), members: await submit(false) };
}

async function submitTo(owner: Caller, job: string): Promise<Omit<Submitted, 'job'>> {
  const { UUID } = await expectOk<{ UUID: string }>(owner, `${DOOR}/submission/`, { raw: formFor(job) });
  const batch = await expectOk<{ submissions: { UUID: string; input_file: string }[] }>(
    owner,
    `${DOOR}/submission/${UUID}`,
  );
  const [only] = batch.submissions;
  return { batch: UUID, single: only?.UUID ?? '', file: only?.input_file ?? '' };
}

function formFor(job: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ job, submission_name: 'perm', email: 'a@example.org' })) {
    form.append(name, value);
  }
  form.append('input_data', new Blob(['1\n']), 'perm.txt');
  return form;
}

const newName = () => `perm-${randomUUID().slice(0, 8)}`;
const kind = (jobs: Jobs, on: string): Submitted => (on === 'public' ? jobs.public : jobs.members);

const asked =
  (pathOf: (submitted: Submitted) => string): Build =>
  async (world, _, on) => ({ path: DOOR + pathOf(kind(await jobsOf(world), on)) });

const plain =
  (path: string): Build =>
  () => ({ path });

const definition = (path: string, body: object): Request => ({ path, sent: { method: 'PUT', body } });

/** Makes a definition that is to be deleted. */
const drop =
  (prefix: string, body: object): Build =>
  async ({ callers }) => {
    const path = `${prefix}/${newName()}`;
    await expectOk(callers.admin, path, { method: 'PUT', body });
    return { path: `${path}?version=1`, sent: { method: 'DELETE' } };
  };

export const JOBS_REQUESTS: Readonly<Record<string, Build>> = {
  [`GET ${DOOR}/endpoints/`]: plain(`${DOOR}/endpoints/`),
  [`GET ${DOOR}/job/`]: plain(`${DOOR}/job/`),
  [`GET ${DOOR}/job/{name}`]: asked(({ job }) => `/job/${job}`),
  [`GET ${DOOR}/jobtimes/`]: plain(`${DOOR}/jobtimes/`),
  [`POST ${DOOR}/submission/`]: async (world, _, on) => ({
    path: `${DOOR}/submission/`,
    sent: { raw: formFor(kind(await jobsOf(world), on).job) },
  }),
  [`GET ${DOOR}/submission/{uuid}`]: asked(({ batch }) => `/submission/${batch}`),
  [`GET ${DOOR}/submission/single/{uuid}`]: asked(({ single }) => `/submission/single/${single}`),
  [`GET ${DOOR}/submissions/{file}`]: asked(({ file }) => file),

  'GET /api/v1/tasks': plain('/api/v1/tasks'),
  'GET /api/v1/tasks/{name}': async (world) => ({ path: `/api/v1/tasks/${(await jobsOf(world)).task}` }),
  'PUT /api/v1/tasks/{name}': () => definition(`/api/v1/tasks/${newName()}`, TASK),
  'DELETE /api/v1/tasks/{name}': drop('/api/v1/tasks', TASK),
  'GET /api/v1/job-forms': plain('/api/v1/job-forms'),
  'GET /api/v1/jobs': plain('/api/v1/jobs'),
  'GET /api/v1/jobs/{name}': async (world) => ({ path: `/api/v1/jobs/${(await jobsOf(world)).members.job}` }),
  'PUT /api/v1/jobs/{name}': () => definition(`/api/v1/jobs/${newName()}`, {}),
  'DELETE /api/v1/jobs/{name}': drop('/api/v1/jobs', {}),
};
