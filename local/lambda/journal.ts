import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../aws/files.ts';

/** Items kept one per file, so that a killed process loses none and rewrites none of the others. */
export interface Journal<T> {
  /** what a former process left, oldest first */
  all(): readonly T[];
  /** adds or replaces; on disk when it returns */
  write(item: T): void;
  remove(item: T): void;
}

export function openJournal<T extends { readonly id: string; readonly createdAt: number }>(
  directory: string,
): Journal<T> {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    // What a killed process was writing was never acknowledged.
    if (name.endsWith('.tmp')) rmSync(join(directory, name));
  }
  const pathOf = ({ id }: T): string => join(directory, `${id}.json`);
  return {
    all: () => {
      const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
      const items = names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as T);
      return items.sort((left, right) => left.createdAt - right.createdAt);
    },
    write: (item) => writeWhole(pathOf(item), JSON.stringify(item)),
    remove: (item) => rmSync(pathOf(item), { force: true }),
  };
}
