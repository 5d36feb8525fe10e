import { type JobSnapshot, stepGroups } from './job.ts';
import type { Task } from './task.ts';

export interface ResultName {
  /** as the task made it */
  file: string;
  /** under which it is kept and told: begins with the submission's UUID */
  stored: string;
}

export interface Results {
  names: ResultName[];
  /** endings of outputs that no file has */
  missing: string[];
}

type Making = Pick<Task, 'name' | 'outputs' | 'stdout'>;

const endingsOf = ({ outputs, stdout }: Making): string[] => (stdout === undefined ? outputs : [...outputs, stdout]);

const endingOf = (file: string, endings: readonly string[]): string | undefined =>
  endings.filter((ending) => file.endsWith(ending)).toSorted((a, b) => b.length - a.length)[0];

/** What a program calls its files is its own business; what we store has names that every client can write in a URL. */
const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);

/** The endings whose plain name, `<uuid><ending>`, belongs to this task: it is the first of the job that makes them. */
export function plainEndings({ job, tasks }: Pick<JobSnapshot, 'job' | 'tasks'>, task: Making): Set<string> {
  const order = stepGroups(job).flatMap((group) => group.tasks);
  const earlier = order.slice(0, order.indexOf(task.name)).flatMap((name) => tasks[name] ?? []);
  const used = new Set(earlier.flatMap(endingsOf));
  return new Set(endingsOf(task).filter((ending) => !used.has(ending)));
}

/**
 * Names for the files that a task made: `<uuid><ending>` for the first one with an ending of its own, as clients guess
 * it; all others have the name of the task, so that tasks at work side by side never meet.
 */
export function resultNames(
  task: Making,
  uuid: string,
  files: readonly string[],
  plainOnes: ReadonlySet<string>,
): Results {
  const endings = endingsOf(task);
  const used = new Set<string>();
  const names = files.toSorted().flatMap((file): ResultName[] => {
    const ending = endingOf(file, endings);
    if (ending === undefined) return [];
    const own = file.startsWith(`${uuid}.`) ? file.slice(uuid.length) : file;
    const stem = plain(own.slice(0, -ending.length)).replace(/^\.+/, '') || 'result';
    const guessed = plainOnes.has(ending) ? `${uuid}${ending}` : `${uuid}__${task.name}${ending}`;
    const stored = used.has(guessed) ? unused(`${uuid}__${task.name}.${stem}`, ending, used) : guessed;
    used.add(stored);
    return [{ file, stored }];
  });
  const missing = task.outputs.filter((ending) => !names.some(({ file }) => endingOf(file, endings) === ending));
  return { names, missing };
}

function unused(stem: string, ending: string, used: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${stem}${ending}` : `${stem}.${number}${ending}`;
    if (!used.has(name)) return name;
  }
}
