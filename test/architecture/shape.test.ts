import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, ROOMS, ROOT, read } from './sources.ts';

const LONGEST_FILE = 300;
const LONGEST_TEST = 400;
/** Tables of data, one entry per thing: they grow with the product, and splitting them would hide the whole. */
const CATALOGUES = ['infra/functions.ts'];

describe('the shape of the code', () => {
  it('keeps files short', () => {
    const long = ROOMS.flatMap(filesOf)
      .filter((file) => !CATALOGUES.includes(file))
      .map((file) => ({ file, lines: read(file).split('\n').length }))
      .filter(({ file, lines }) => lines > (file.startsWith('test/') ? LONGEST_TEST : LONGEST_FILE));
    expect(long).toEqual([]);
  });

  it('names no file after a drawer', () => {
    const drawers = ROOMS.flatMap(filesOf).filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/)/.test(file));
    expect(drawers).toEqual([]);
  });

  it('skips and focuses no test', () => {
    const marked = filesOf('test').filter((file) => /\b(it|test|describe)\.(only|skip|todo)\b/.test(read(file)));
    expect(marked).toEqual([]);
  });

  it('has a state for every step file, and a file for every state that is a Task', () => {
    const definition = JSON.parse(read('statemachines/ingest.asl.json')) as object;
    const named = [...JSON.stringify(definition).matchAll(/\$\{(\w+)Arn\}/g)].map((match) => match[1] ?? '');
    const files = [...new Set(named)].map(
      (name) => `functions/ingest/${name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}.ts`,
    );
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(files).toHaveLength(8);
  });
});

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'local/README.md',
  'statemachines/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What stands in backquotes or in a code block: names of things, as opposed to prose. */
const codeIn = (text: string): string[] => [
  ...[...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? ''),
  ...[...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
];

/** Paths in backquotes or links that begin with a room, and bare names of files. */
function pathsIn(text: string): string[] {
  const quoted = codeIn(text).filter((code) => !/\s/.test(code));
  const linked = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  return [...quoted, ...linked].filter(
    (path) =>
      /^(infra|functions|statemachines|domain|adapters|local|test|docs|\.ci)\/[\w./-]*$/.test(path) ||
      /^[\w.-]+\.(md|ts|asl\.json)$/.test(path),
  );
}

const everyFile = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n');
const exists = (path: string, folder: string): boolean =>
  existsSync(join(ROOT, path)) ||
  existsSync(join(folder, path)) ||
  (!path.includes('/') && everyFile.some((file) => basename(file) === path));

describe('the documents', () => {
  it.each(DOCUMENTS)('%s names only paths that exist', (document) => {
    const folder = join(ROOT, document, '..');
    const missing = pathsIn(readFileSync(join(ROOT, document), 'utf8')).filter((path) => !exists(path, folder));
    expect(missing).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only scripts that exist', (document) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = codeIn(read(document)).flatMap((code) =>
      [...code.matchAll(/\bnpm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1] ?? ''),
    );
    const builtIn = ['ci', 'install', 'i', 'test', 'start', 'run', 'audit'];
    expect(named.filter((name) => !builtIn.includes(name) && scripts[name] === undefined)).toEqual([]);
  });

  it('links every alarm to a section of the runbook that exists', () => {
    const sections = [...read('docs/runbook.md').matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    const linked = filesOf('infra').flatMap((file) =>
      [...read(file).matchAll(/runbook\.md#([\w-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(linked.filter((section) => !sections.includes(section))).toEqual([]);
  });

  it('has no document without a place in this list', () => {
    const others = readdirSync(ROOT).filter((name) => name.endsWith('.md') && basename(name) !== 'CHANGELOG.md');
    expect(others.filter((name) => !DOCUMENTS.includes(name))).toEqual([]);
  });
});
