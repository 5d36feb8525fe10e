import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../aws/files.ts';
import { type Definition, isEnded, type Job } from './model.ts';

/** Batch forgets a job some days after its end. */
const KEEP_MS = 7 * 86_400_000;

export interface BatchStore {
  readonly directory: string;
  readonly definitions: Map<string, Definition>;
  readonly jobs: Map<string, Job>;
  saveDefinition(definition: Definition): void;
  /** Durable when it returns. */
  saveJob(job: Job): void;
  logFile(logStreamName: string): string;
}

/** Reads what former runs have left; what has ended long ago goes. */
export function openBatchStore(directory: string, now: number): BatchStore {
  const folder = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const [definitionFolder, jobFolder, logFolder] = ['definitions', 'jobs', 'logs'].map(folder) as [
    string,
    string,
    string,
  ];
  const definitions = new Map(all<Definition>(definitionFolder).map((definition) => [definition.arn, definition]));
  const jobs = new Map<string, Job>();
  const jobFile = (id: string): string => join(jobFolder, `${id}.json`);
  const logFile = (stream: string): string => join(logFolder, stream.replaceAll(/[^A-Za-z0-9._-]/g, '_'));
  for (const job of all<Job>(jobFolder)) {
    if (isEnded(job) && job.told === true && now - (job.stoppedAt ?? 0) > KEEP_MS) {
      for (const { logStreamName } of job.containers) rmSync(logFile(logStreamName), { force: true });
      rmSync(jobFile(job.id), { force: true });
    } else jobs.set(job.id, job);
  }
  return {
    directory,
    definitions,
    jobs,
    logFile,
    saveDefinition(definition) {
      writeJson(join(definitionFolder, `${definition.name}.${definition.revision}.json`), definition);
      definitions.set(definition.arn, definition);
    },
    saveJob(job) {
      writeJson(jobFile(job.id), job);
      jobs.set(job.id, job);
    },
  };
}

const all = <T>(folder: string): T[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readJson<T>(join(folder, name), {} as T));
