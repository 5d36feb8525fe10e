import type { Task } from './task.ts';

export interface ResultName {
  /** as the task made it */
  file: string;
  /** under which it is kept and told: begins with the submission's UUID */
  stored: string;
}

export interface Results {
  names: ResultName[];
  /** endings that no file has */
  missing: string[];
}

const endingOf = (file: string, endings: readonly string[]): string | undefined =>
  endings.filter((ending) => file.endsWith(ending)).toSorted((a, b) => b.length - a.length)[0];

/** What a program calls its files is its own business; what we store has names that every client can write in a URL. */
const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 100);

/**
 * Names for the files that a task made: `<uuid><ending>` for the first one with an ending, as clients guess it, then
 * names that say more.
 * @param taken names that other tasks of the submission have used
 */
export function resultNames(
  task: Pick<Task, 'name' | 'outputs' | 'stdout'>,
  uuid: string,
  files: readonly string[],
  taken: ReadonlySet<string>,
): Results {
  const endings = task.stdout === undefined ? task.outputs : [...task.outputs, task.stdout];
  const used = new Set(taken);
  const names = files.toSorted().flatMap((file): ResultName[] => {
    const ending = endingOf(file, endings);
    if (ending === undefined) return [];
    const own = file.startsWith(`${uuid}.`) ? file.slice(uuid.length + 1) : file;
    const stem = plain(own.slice(0, -ending.length)).replace(/^\.+/, '') || 'result';
    const candidates = [`${uuid}${ending}`, `${uuid}.${stem}${ending}`, `${uuid}.${task.name}.${stem}${ending}`];
    const stored = candidates.find((name) => !used.has(name)) ?? unused(`${uuid}.${task.name}.${stem}`, ending, used);
    used.add(stored);
    return [{ file, stored }];
  });
  const missing = task.outputs.filter((ending) => !names.some(({ file }) => endingOf(file, endings) === ending));
  return { names, missing };
}

function unused(stem: string, ending: string, used: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const name = `${stem}.${number}${ending}`;
    if (!used.has(name)) return name;
  }
}
