import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = new URL('../..', import.meta.url).pathname;
export const ROOMS = ['infra', 'functions', 'statemachines', 'domain', 'adapters', 'local', 'web', 'test'] as const;
export type Room = (typeof ROOMS)[number];

/** Every TypeScript file of a room, by its path from the root; of the web without what is generated, built and installed. */
export function filesOf(room: Room): string[] {
  const folder = room === 'web' ? 'web/src' : room;
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => `${folder}/${path}`)
    .toSorted();
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports: packages and node modules by name, files of the project by their path from the root. */
export function importsOf(path: string): string[] {
  const found = [...read(path).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
  return found.map((name) => (name.startsWith('.') ? join(path, '..', name) : name));
}
