import { conflict, type Issue, invalid, notFound } from '../errors.ts';
import type { CompilePattern } from '../manifest/pattern.ts';
import { type Job, jobSchema, type RegisteredTask, type StoredJob } from './job.ts';
import { jobFaults, taskFaults } from './job-faults.ts';
import { type Task, taskSchema } from './task.ts';

/** All jobs and tasks of the site: some dozens. */
export interface JobDefinitions {
  /** rises with every change of any of them */
  revision: number;
  /** the number that was given last */
  lastJob: number;
  lastTask: number;
  /** in the order of their numbers */
  jobs: readonly StoredJob[];
  tasks: readonly RegisteredTask[];
}

/** One change, to be written only if the definitions still are at `revision`. */
export type JobDefinitionChange = { revision: number } & (
  | { kind: 'job'; name: string; put?: StoredJob }
  | { kind: 'task'; name: string; put?: RegisteredTask }
);

export interface JobDefinitionStore {
  load(): Promise<JobDefinitions>;
  /** @throws DomainError (`conflict`) when somebody else has changed a definition since */
  write(change: JobDefinitionChange): Promise<void>;
}

/** Makes a task known to where it runs. @returns the ARN of what submissions then name; undefined of a Lambda task */
export type RegisterTask = (task: Task) => Promise<string | undefined>;

export interface DefinitionPorts {
  store: JobDefinitionStore;
  compile: CompilePattern;
}

/** Creates or replaces a task; `version` is the one that the caller has read, 0 for a new one. */
export async function putTask(
  { store, compile, register }: DefinitionPorts & { register: RegisterTask },
  input: unknown,
  version: number,
): Promise<RegisteredTask> {
  const task = parsed(taskSchema(), input, 'task');
  refuse(taskFaults(task, compile), 'task');
  const definitions = await store.load();
  const current = definitions.tasks.find(({ name }) => name === task.name);
  expectVersion('task', task.name, current, version);
  for (const job of jobsWith(definitions, task.name)) {
    const others = definitions.tasks.filter(({ name }) => name !== task.name);
    refuse(jobFaults(job, [...others, task], compile), `job '${job.name}' with this task`);
  }
  // what is registered and then not written is a revision that nothing names
  const definition = await register(task);
  const put: RegisteredTask = {
    ...task,
    number: current?.number ?? definitions.lastTask + 1,
    version: version + 1,
    ...(definition !== undefined && { definition }),
  };
  await store.write({ kind: 'task', name: task.name, revision: definitions.revision, put });
  return put;
}

/** Creates or replaces a job. */
export async function putJob({ store, compile }: DefinitionPorts, input: unknown, version: number): Promise<StoredJob> {
  const job: Job = parsed(jobSchema(), input, 'job');
  const definitions = await store.load();
  refuse(jobFaults(job, definitions.tasks, compile), 'job');
  const current = definitions.jobs.find(({ name }) => name === job.name);
  expectVersion('job', job.name, current, version);
  const put: StoredJob = { ...job, number: current?.number ?? definitions.lastJob + 1, version: version + 1 };
  await store.write({ kind: 'job', name: job.name, revision: definitions.revision, put });
  return put;
}

/** Submissions that were made keep what they run. */
export async function deleteJob(store: JobDefinitionStore, name: string, version: number): Promise<void> {
  const definitions = await store.load();
  expectVersion('job', name, named(definitions.jobs, 'job', name), version);
  await store.write({ kind: 'job', name, revision: definitions.revision });
}

export async function deleteTask(store: JobDefinitionStore, name: string, version: number): Promise<void> {
  const definitions = await store.load();
  expectVersion('task', name, named(definitions.tasks, 'task', name), version);
  const users = jobsWith(definitions, name).map((job) => `'${job.name}'`);
  if (users.length > 0)
    throw conflict(`The task '${name}' is a step of the jobs ${users.join(', ')}. Change them first.`);
  await store.write({ kind: 'task', name, revision: definitions.revision });
}

/** @throws DomainError `notFound` naming those that there are */
export function named<T extends { name: string }>(all: readonly T[], noun: 'job' | 'task', name: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = all.length === 0 ? 'There are none.' : `There are: ${all.map((one) => one.name).join(', ')}.`;
  throw notFound(`There is no ${noun} '${name}'. ${known}`);
}

const jobsWith = ({ jobs }: JobDefinitions, task: string): StoredJob[] =>
  jobs.filter(({ steps }) => steps.some((step) => step.task === task));

function expectVersion(noun: string, name: string, current: { version: number } | undefined, version: number): void {
  const now = current?.version ?? 0;
  if (now === version) return;
  if (current === undefined) throw conflict(`There is no ${noun} '${name}' any more; send version 0 to create it.`);
  throw conflict(
    `The ${noun} '${name}' is at version ${now}, not ${version}. Read it again and send the version that you have read.`,
  );
}

interface Schema<T> {
  safeParse(
    input: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { message: string; path: readonly PropertyKey[] }[] } };
}

function parsed<T>(schema: Schema<T>, input: unknown, noun: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ message, path }) => ({ message, field: path.join('.') }));
  refuse(issues, noun);
  throw invalid(`The ${noun} is not valid.`);
}

function refuse(issues: readonly Issue[], noun: string): void {
  const [first] = issues;
  if (first === undefined) return;
  throw invalid(`The ${noun} is not valid. ${first.field ? `${first.field}: ` : ''}${first.message}`, { issues });
}
