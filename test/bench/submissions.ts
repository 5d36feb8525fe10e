import { setTimeout as pause } from 'node:timers/promises';
import type { FunctionName } from '../../infra/functions.ts';
import { expectOk } from '../service/client.ts';
import { stageFile, stageSet, submitAll } from '../service/datameta/staging.ts';
import { ask, draft, post, start } from '../service/gateway/asking.ts';
import { defineJob, readJob, submitJob } from '../service/jobs/job-runs.ts';
import type { MeteredRun } from '../service/metered.ts';
import { newGroup, newPerson, type Person } from '../service/people.ts';
import { announce, csvFile, manifestOf, put, read, submit } from '../service/submitting.ts';

/** A submission from its first request to its last event, as a client that asks for its state now and then makes it. */
export interface Scenario {
  door: string;
  /** what has to be there before, and is not counted; its answer makes the submission */
  prepare: (run: MeteredRun) => Promise<() => Promise<unknown>>;
}

export const FILES = 10;
/** How often a client asks what became of its submission. */
const LOOKS = 6;
const SETTLED_MS = 1200;

/** Waits until the functions have had nothing to do for a while. */
export async function settled({ invocations }: MeteredRun): Promise<void> {
  for (let before = -1; before < invocations().length; await pause(SETTLED_MS)) before = invocations().length;
}

/** Does the work, and waits until a function has run because of it, and all that came of it is over. */
async function until<T>(run: MeteredRun, name: FunctionName, work: () => Promise<T>): Promise<T> {
  const times = () => run.invocations().filter((invocation) => invocation.name === name).length;
  const before = times();
  const result = await work();
  while (times() === before) await pause(100);
  await settled(run);
  return result;
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count++) await work();
}

const person = async (run: MeteredRun): Promise<Person> => newPerson(run, await newGroup(run));
const files = () => Array.from({ length: FILES }, (_, index) => csvFile(`file-${index}.csv`));

async function nemo(run: MeteredRun) {
  const submitter = await person(run);
  return async () => {
    const some = files();
    const id = await until(run, 'UploadComplete', () => submit(submitter, manifestOf(some)));
    await until(run, 'PortalRelease', async () => {
      const targets = await announce(submitter, id, some);
      for (const [index, target] of targets.entries()) await put(target, some[index]?.bytes ?? Buffer.alloc(0));
    });
    await repeat(LOOKS, () => read(submitter, id));
  };
}

const FIELD = { regexDescription: '', longDescription: '', example: '', regExp: '', dateTimeFmt: '', serviceId: null };
const RULES = { isMandatory: false, isFile: false, isSubmissionUnique: false, isSiteUnique: false };

async function datameta(run: MeteredRun) {
  const submitter = await person(run);
  const field = { ...FIELD, ...RULES, name: 'File', order: 1, isFile: true };
  await expectOk(run, '/api/v1/metadata', { body: field });
  return async () => {
    const made = { sets: [] as string[], files: [] as string[] };
    for (const { name, bytes } of files()) {
      made.files.push((await stageFile(submitter, name, bytes)).id.uuid);
      made.sets.push((await stageSet(submitter, { File: name })).id.uuid);
    }
    const { json } = await until(run, 'PortalRelease', () => submitAll(submitter, made.sets, made.files));
    await repeat(LOOKS, () => expectOk(submitter, `/api/v1/submissions/${json.id.uuid}`));
  };
}

async function gateway(run: MeteredRun) {
  const group = await newGroup(run);
  const submitter = await newPerson(run, group);
  const paths = files().map(({ name }) => `Land registry/${name}`);
  const inputs = paths.map((dataStorePath) => ({ dataStorePath, name: dataStorePath, types: ['csv'] }));
  const { assignmentKey } = await ask(run, group, { inputs });
  return async () => {
    const { submissionReference } = await draft(submitter, assignmentKey);
    for (const path of paths) await post(submitter, submissionReference, 'id,area\n1,2\n', path);
    await until(run, 'PortalRelease', () => start(submitter, submissionReference));
    await repeat(LOOKS, () => expectOk(submitter, `/api/v1/submissions/${submissionReference}`));
  };
}

async function jobs(run: MeteredRun) {
  const name = 'bench-count';
  const task = { command: ['cat', '$I1'], inputs: ['.fasta'], stdout: '.out' };
  await defineJob(run, name, { 'bench-copy': task }, [['bench-copy']]);
  return async () => {
    const uuid = await until(run, 'PortalRelease', () => submitJob(run, name, '>a\nACGT\n'));
    await repeat(LOOKS, () => readJob(run, uuid));
  };
}

export const SCENARIOS: readonly Scenario[] = [
  { door: `NeMO API, ${FILES} files`, prepare: nemo },
  { door: `DataMeta API, ${FILES} files with a metadataset each`, prepare: datameta },
  { door: `1Data Gateway API, ${FILES} inputs`, prepare: gateway },
  { door: 'analytics_automated API, one file and one task', prepare: jobs },
];
