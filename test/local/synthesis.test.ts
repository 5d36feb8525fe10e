import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../local/synthesis.ts';

// An app that notes each run and what it was given.
const code = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const { CDK_OUTDIR, CDK_CONTEXT_JSON, FAIL, RUNS } = process.env;
if (FAIL) { console.error('option x is wrong'); process.exit(3); }
mkdirSync(CDK_OUTDIR, { recursive: true });
appendFileSync(RUNS, CDK_CONTEXT_JSON + '\\n');
writeFileSync(CDK_OUTDIR + '/template', CDK_CONTEXT_JSON);
`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-synthesis-'));
  writeFileSync(join(folder, 'app.mjs'), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

const directory = () => join(folder, 'out');
const make = (context: object, environment: Record<string, string> = {}): Promise<void> =>
  synthesize({
    app: join(folder, 'app.mjs'),
    directory: directory(),
    context: { ...context },
    environment: { ...environment, RUNS: join(folder, 'runs.txt') },
  });
const runs = (): string[] => readFileSync(join(folder, 'runs.txt'), 'utf8').trim().split('\n');

describe('synthesis', () => {
  it('runs the app with the context, and again only when something that it reads has changed', async () => {
    await make({ siteUrl: 'a' });
    await make({ siteUrl: 'a' });
    expect(runs()).toEqual(['{"siteUrl":"a"}']);
    await make({ siteUrl: 'b' });
    expect(runs()).toHaveLength(2);
    appendFileSync(join(folder, 'app.mjs'), '// changed\n');
    await make({ siteUrl: 'b' });
    expect(runs()).toHaveLength(3);
    rmSync(directory(), { recursive: true });
    await make({ siteUrl: 'b' });
    expect(runs()).toHaveLength(4);
  });

  it('that fails says what the app wrote, and is tried again', async () => {
    await expect(make({ siteUrl: 'c' }, { FAIL: '1' })).rejects.toThrow(/ended with 3\):\noption x is wrong/);
    await make({ siteUrl: 'c' });
    expect(readFileSync(join(directory(), 'template'), 'utf8')).toBe('{"siteUrl":"c"}');
  });
});
