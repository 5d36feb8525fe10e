/**
 * `npm run bench`: measures and prints one table. `npm run bench -- dry-run routes` runs single parts; those that take
 * long run only if they are named. Nothing here is asserted: figures are this machine's.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { type Figure, type Part, seconds, timed } from './figure.ts';

interface Entry {
  title: string;
  load: () => Promise<Part>;
  /** only where it is named */
  long?: true;
}

const searchAmong = (length: number) => async (): Promise<Part> => {
  const { measure } = await import('./search.ts');
  return () => measure(length);
};

const PARTS: Readonly<Record<string, Entry>> = {
  'dry-run': { title: 'Dry run of a full manifest', load: async () => (await import('./dry-run.ts')).measure },
  content: { title: 'Signing, hashing, judging; one core', load: async () => (await import('./content.ts')).measure },
  'table-check': {
    title: 'A table against its schema; one core',
    load: async () => (await import('./table-check.ts')).measure,
  },
  'table-check-1gb': {
    title: 'A table of 1 GiB against its schema; one core',
    load: async () => (await import('./table-check.ts')).measureLarge,
    long: true,
  },
  routes: { title: 'One request to each route', load: async () => (await import('./routes.ts')).measure },
  bill: {
    title: '1,000 submissions, list prices of us-east-1',
    load: async () => (await import('./bill.ts')).measure,
  },
  units: {
    title: 'Records that a submission reads and writes',
    load: async () => (await import('./units.ts')).measure,
    long: true,
  },
  bundles: {
    title: 'Functions: processor time of a cold import, and with a first request; size',
    load: async () => (await import('./bundles.ts')).measure,
  },
  requests: { title: 'Requests per second, local stack', load: async () => (await import('./requests.ts')).measure },
  browser: { title: 'The dashboard in Chromium', load: async () => (await import('./browser.ts')).measure },
  'search-100': { title: 'History and search of a hundred', load: searchAmong(100) },
  'search-10000': { title: 'History and search of ten thousand', load: searchAmong(10_000) },
  'search-1000000': { title: 'History and search of a million', load: searchAmong(1_000_000), long: true },
  datameta: { title: 'DataMeta API, local stack', load: async () => (await import('./datameta.ts')).measure },
  'datameta-25000': {
    title: 'The largest DataMeta submission, local stack',
    load: async () => (await import('./datameta.ts')).measureLarge,
    long: true,
  },
  transfer: { title: 'One large file, local stack', load: async () => (await import('./transfer.ts')).measure },
  'transfer-4gib': {
    title: 'One file of 4 GiB, local stack',
    load: async () => (await import('./transfer.ts')).measureLarge,
    long: true,
  },
  'many-files': { title: 'Many files, local stack', load: async () => (await import('./many-files.ts')).measure },
  'many-files-25000': {
    title: 'The largest manifest, local stack',
    load: async () => (await import('./many-files.ts')).measureLarge,
    long: true,
  },
};

/** Each part has a process to itself, so that none runs in the heap and on the compiled code of another. */
async function inProcess(name: string): Promise<Figure[]> {
  const child = fork(import.meta.filename, ['--part', name], { execArgv: ['--expose-gc'] });
  let figures: Figure[] | undefined;
  child.on('message', (message: Figure[]) => {
    figures = message;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (figures === undefined) throw new Error(`The part '${name}' ended with ${code} and without figures.`);
  return figures;
}

async function runPart(name: string): Promise<void> {
  const part = await PARTS[name]?.load();
  const figures = (await part?.()) ?? [];
  process.send?.(figures, () => process.exit(0));
}

function table(sections: readonly (readonly [title: string, figures: readonly Figure[]])[]): string {
  const width = Math.max(...sections.flatMap(([, figures]) => figures.map(({ what }) => what.length)));
  const lines = sections.flatMap(([title, figures]) => [
    '',
    title,
    '-'.repeat(title.length),
    ...figures.map(({ what, figure }) => `${what.padEnd(width)}  ${figure}`),
  ]);
  return lines.slice(1).join('\n');
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}.`);
  }
  const chosen = Object.entries(PARTS).filter(([name, { long }]) =>
    names.length > 0 ? names.includes(name) : long !== true,
  );
  const sections: [string, Figure[]][] = [];
  for (const [name, { title }] of chosen) {
    console.error(`measuring ${name} …`);
    const { time, result } = await timed(() => inProcess(name));
    console.error(`  took ${seconds(time)}`);
    sections.push([title, result]);
  }
  const model = cpus()[0]?.model ?? 'unknown processor';
  console.log(`\nNode ${process.version}, ${cpus().length} × ${model.trim()}\n`);
  console.log(table(sections));
}

const [first, part = ''] = process.argv.slice(2);
if (first === '--part') await runPart(part);
else {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
