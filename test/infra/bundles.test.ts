import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, buildBundles } from '../../infra/bundles.ts';
import { FUNCTIONS, type FunctionName } from '../../infra/functions.ts';
import { lateFilesOf } from '../../infra/late-packages.ts';
import { actionsFor, commandsIn, grantedBy, hasEventStream } from './commands.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const scratch = mkdtempSync(join(tmpdir(), 'waybill-bundles-'));
let bundles: Bundles;

beforeAll(async () => {
  bundles = await buildBundles(join(scratch, 'a'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const modulesOf = (name: FunctionName): string[] =>
  readdirSync(bundles.folders[name]).filter((file) => file.endsWith('.mjs'));

/** All code of a function, with what it loads later. */
const codeOf = (name: FunctionName): string =>
  modulesOf(name)
    .map((file) => readFileSync(join(bundles.folders[name], file), 'utf8'))
    .join('\n');

/** What esbuild says of a function's code, with what it loads later. */
function outputOf(name: FunctionName) {
  const outputs = Object.values(bundles.outputs[name]);
  const entry = outputs.find(({ entryPoint }) => entryPoint === FUNCTIONS[name].entry);
  if (entry === undefined) throw new Error(`${name} was not built`);
  const inputs: Record<string, { bytesInOutput: number }> = {};
  for (const output of outputs) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      inputs[path] = { bytesInOutput: (inputs[path]?.bytesInOutput ?? 0) + bytesInOutput };
    }
  }
  return { exports: entry.exports, inputs, imports: outputs.flatMap(({ imports }) => imports) };
}

/** The files that a function has read before its first request. */
function startOf(name: FunctionName): string[] {
  const files = Object.entries(bundles.outputs[name]);
  const begun = files.filter(([, { entryPoint }]) => entryPoint === FUNCTIONS[name].entry).map(([path]) => path);
  for (const path of begun) {
    const own = bundles.outputs[name][path]?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
    begun.push(...own.map((one) => one.path).filter((one) => !begun.includes(one)));
  }
  return begun;
}

/** The mirror's bucket is elsewhere: it is written to with a key pair of its own. */
const toMirror = (name: FunctionName, command: string): boolean =>
  name === 'GcpRelease' && command.startsWith('s3:') && !/Get|Head/.test(command);

describe('bundles', () => {
  it.each(NAMES)('%s exports its handler, and its folder holds nothing else but the files it names', (name) => {
    expect(outputOf(name).exports).toEqual(['handler']);
    const files = (FUNCTIONS[name].files ?? []).map((file) => `${basename(file)}.gz`);
    const late = lateFilesOf(bundles.outputs[name]);
    const modules = Object.keys(bundles.outputs[name]).filter((path) => path.endsWith('.mjs'));
    const expected = [...modules.map((path) => basename(path)), ...files, ...late];
    expect(expected).toContain('index.mjs');
    expect(readdirSync(bundles.folders[name])).toEqual(expected.toSorted());
    expect(codeOf(name)).not.toContain('sourceMappingURL');
  });

  it.each(NAMES)('%s loads Node’s own modules by require, without the ES facades that take their time', (name) => {
    const outside = outputOf(name).imports.filter(({ external }) => external);
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.filter(({ kind }) => kind === 'import-statement')).toEqual([]);
  });

  it('of doors begin without their handlers', () => {
    const begun = startOf('Nemo').flatMap((path) => Object.keys(bundles.outputs.Nemo[path]?.inputs ?? {}));
    expect(begun).toContain('functions/nemo/routes.ts');
    expect(begun).toContain('adapters/dynamodb/authenticator.ts');
    for (const later of [
      'functions/nemo/get-submission.ts',
      'adapters/s3/client.ts',
      'adapters/tables/read-table.ts',
    ]) {
      expect(begun).not.toContain(later);
    }
    expect(Object.keys(outputOf('Nemo').inputs)).toContain('functions/nemo/get-submission.ts');
  });

  it('of quality control begins without the checks of tables', () => {
    const begun = startOf('QcComplete').flatMap((path) => Object.keys(bundles.outputs.QcComplete[path]?.inputs ?? {}));
    expect(begun).toContain('domain/quality/inspect.ts');
    expect(begun.filter((path) => path.startsWith('functions/ingest/checks/'))).toEqual([]);
    expect(Object.keys(outputOf('QcComplete').inputs)).toContain('functions/ingest/checks/scan-table.ts');
  });

  it('read patterns and workbooks and compose mails with packages of their own, which lie beside them', () => {
    const late = (name: FunctionName, file: string) =>
      createRequire(import.meta.url)(join(bundles.folders[name], file));
    expect(late('Nemo', 're2js.cjs').RE2JS.compile('a+').testExact('aaa')).toBe(true);
    expect(new (late('Notify', 'mail-composer.cjs').default)({ text: 'x' }).compile()).toBeDefined();
    expect(new (late('PortalRelease', 'saxes.cjs').SaxesParser)({}).write('<a/>').close()).toBeDefined();
    expect(late('PortalRelease', 'yauzl.cjs').fromBuffer).toBeTypeOf('function');
    expect(NAMES.filter((name) => lateFilesOf(bundles.outputs[name]).includes('re2js.cjs'))).toContain('Datameta');
    const inside = NAMES.flatMap((name) => Object.keys(outputOf(name).inputs));
    expect(
      inside.filter((path) => /node_modules\/(re2js|saxes|yauzl|nodemailer\/lib\/mail-composer)/.test(path)),
    ).toEqual([]);
  });

  it.each(NAMES)('%s looks for its credentials in the environment, and has nothing else to look with', (name) => {
    const others =
      /node_modules\/.*(credential-provider-(?!env\/)|nested-clients\/dist|shared-ini-file-loader\/readFile)/;
    expect(Object.keys(outputOf(name).inputs).filter((path) => others.test(path))).toEqual([]);
  });

  it.each(NAMES)('%s describes no operation of S3 that it does not call', (name) => {
    expect(codeOf(name)).not.toContain('ListBucketIntelligentTieringConfigurations');
    expect(codeOf(name).includes('x-id=GetObject')).toBe(commandsIn(outputOf(name).inputs).includes('s3:GetObject'));
  });

  it('hold no event streams, and send no command that has one', () => {
    const inside = NAMES.flatMap((name) => Object.keys(outputOf(name).inputs));
    expect(inside.filter((path) => /@smithy\/core\/.*\/event-?streams?\//.test(path))).toEqual([]);
    expect(hasEventStream('s3:SelectObjectContent')).toBe(true);
    expect(hasEventStream('cloudwatch-logs:StartLiveTail')).toBe(true);
    const commands = new Set(NAMES.flatMap((name) => commandsIn(outputOf(name).inputs)));
    expect(commands.size).toBeGreaterThan(20);
    for (const command of commands) expect([command, hasEventStream(command)]).toEqual([command, false]);
  });

  it.each(NAMES)('%s is given the variables that it reads, and no others', (name) => {
    const sources = Object.keys(outputOf(name).inputs).filter((path) => /^(functions|adapters)\//.test(path));
    const read = sources.flatMap((path) => {
      const calls = readFileSync(join(ROOT, path), 'utf8').matchAll(/\breadConfig\(([^)]*)\)/g);
      return [...calls].flatMap(([, names = '']) =>
        [...names.matchAll(/'(\w+)'/g)].map(([, variable = '']) => variable),
      );
    });
    expect([...new Set(read)].toSorted()).toEqual([...FUNCTIONS[name].environment].toSorted());
  });

  it.each(NAMES)('%s is granted what its code can call', (name) => {
    const granted = grantedBy(FUNCTIONS[name]);
    const commands = commandsIn(outputOf(name).inputs).filter((command) => !toMirror(name, command));
    expect(commands.includes('dynamodb:Query')).toBe(!['Unrouted', 'Documentation'].includes(name));
    expect(commands.filter((command) => !actionsFor(command).some((action) => granted.has(action)))).toEqual([]);
  });

  it.each(NAMES)('%s is granted no workflow, event, mail or secret that its code does not call', (name) => {
    const called = new Set(commandsIn(outputOf(name).inputs).flatMap(actionsFor));
    const { states = [], also = [] } = FUNCTIONS[name];
    expect([...states, ...also].filter((grant) => !called.has(grant))).toEqual([]);
  });

  it.each(NAMES)('%s has of zod what its schemas need', (name) => {
    const classic = /node_modules\/zod\/(v3|v4\/classic)\//;
    expect(Object.keys(outputOf(name).inputs).filter((path) => classic.test(path))).toEqual([]);
  });

  it('hold no translations of zod’s messages but English', () => {
    const translated = NAMES.filter((name) =>
      Object.entries(outputOf(name).inputs).some(
        ([path, { bytesInOutput }]) => /zod\/.*\/locales\/fr\.js$/.test(path) && bytesInOutput > 0,
      ),
    );
    expect(translated).toEqual([]);
  });

  it('keep a map from each line back to its source', () => {
    const missing = NAMES.flatMap((name) =>
      modulesOf(name).filter((file) => !existsSync(join(scratch, 'a', 'source-maps', name, `${file}.map`))),
    );
    expect(missing).toEqual([]);
    const map = JSON.parse(readFileSync(join(scratch, 'a', 'source-maps', 'Accounts', 'index.mjs.map'), 'utf8')) as {
      sources: string[];
    };
    expect(map.sources.some((source) => source.endsWith('functions/accounts/index.ts'))).toBe(true);
  });
});
