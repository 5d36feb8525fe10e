import type { Submission } from '../submission/submission.ts';
import { inputNames } from './command.ts';
import { type JobSnapshot, stepGroups } from './job.ts';
import { stepOf } from './task-run.ts';

/** A file that a task reads: the submitted one, or what an earlier step has made. */
export interface InputFile {
  /** in the task's directory */
  name: string;
  from: 'submitted' | { stored: string };
}

export interface InputFiles {
  files: InputFile[];
  /** endings for which there is nothing */
  missing: string[];
}

/**
 * The files for a task. Its first ending is that of the submitted file in the first step. For every other one it gets
 * the latest earlier result with that ending under the name that `$I1`… stands for, and all others that end so as well.
 */
export function inputFiles(
  snapshot: Pick<JobSnapshot, 'job' | 'tasks' | 'input'>,
  submission: Pick<Submission, 'uuid' | 'outputs'>,
  taskName: string,
): InputFiles {
  const task = snapshot.tasks[taskName];
  if (task === undefined) throw new Error(`Task ${taskName} is not one of the job's.`);
  const step = stepOf(snapshot, taskName);
  const earlier = Object.entries(submission.outputs ?? {})
    .filter(([, output]) => output.step !== undefined && output.step < step)
    .toSorted(([one, a], [other, b]) => (b.step ?? 0) - (a.step ?? 0) || one.localeCompare(other))
    .map(([stored]) => stored);
  const submittedEndings = new Set(firstEndings(snapshot));
  const files = new Map<string, InputFile>();
  const missing: string[] = [];
  for (const [index, name] of inputNames(task, submission.uuid).entries()) {
    const ending = task.inputs[index] ?? '';
    const made = step === 1 && index === 0 ? [] : earlier.filter((stored) => stored.endsWith(ending));
    const submitted = (step === 1 && index === 0) || submittedEndings.has(ending) || snapshot.input.endsWith(ending);
    const [latest] = made;
    if (latest !== undefined) files.set(name, { name, from: { stored: latest } });
    else if (submitted) files.set(name, { name, from: 'submitted' });
    else missing.push(ending);
    for (const stored of made) if (!files.has(stored)) files.set(stored, { name: stored, from: { stored } });
  }
  return { files: [...files.values()], missing };
}

/** How the submitted file is called in the first step. */
const firstEndings = ({ job, tasks }: Pick<JobSnapshot, 'job' | 'tasks'>): string[] =>
  (stepGroups(job)[0]?.tasks ?? []).flatMap((name) => tasks[name]?.inputs[0] ?? []);
