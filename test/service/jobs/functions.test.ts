import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunHere, runHere } from '../run-here.ts';
import { defineJob, jobEnded, resultText, submitJob } from './job-runs.ts';

/** What somebody deploys beside Waybill: reads its inputs and sends its outputs with nothing but what it is told. */
const COUNT = `
export const handler = async ({ submission, arguments: [, sign], inputs, outputs }) => {
  if (sign === 'throw') throw new RangeError('no such sign');
  if (sign === 'fail') return { exitCode: 3, printed: 'not today' };
  const text = await (await fetch(inputs[0].url)).text();
  const form = new FormData();
  for (const [name, value] of Object.entries(outputs.fields)) form.set(name, value);
  form.set('key', outputs.prefix + '0-' + encodeURIComponent(submission + '.lines'));
  form.set('file', new Blob([text.toLowerCase()]));
  const stored = await fetch(outputs.url, { method: 'POST', body: form });
  if (!stored.ok) throw new Error(await stored.text());
  const keys = Object.keys(process.env).filter((name) => name.includes('ACCESS_KEY'));
  return { printed: [text.split(sign).length - 1, ...keys].join(' ') };
};`;

let site: RunHere;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-test-functions-'));
  writeFileSync(join(folder, 'waybill-task-count.mjs'), COUNT);
  site = await runHere({
    context: { jobs: { enabled: false, lowFrom: 0, refuseFrom: 0 } },
    taskFunctions: folder,
    stepRetryScale: 0.01,
  });
  const parameters = [{ alias: 'sign', default: 'GC', switchless: true }];
  const task = { inputs: ['.fasta'], outputs: ['.lines'], stdout: '.printed', parameters };
  const tasks = {
    count: { ...task, image: undefined, lambda: 'waybill-task-count', command: ['count', '$P1'] },
    absent: { ...task, image: undefined, lambda: 'waybill-task-absent', command: ['count', '$P1'] },
  };
  await defineJob(site, 'counting', { count: tasks.count }, [['count']]);
  await defineJob(site, 'nothing', { absent: tasks.absent }, [['absent']]);
}, 240_000);
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

describe('a task that is a function of the account', { timeout: 120_000 }, () => {
  const run = async (job: string, values: Record<string, string> = {}) =>
    jobEnded(site, await submitJob(site, job, '>one\nACGT\nGGCC\nGCGC\n', values));

  it('reads the input, and its files and what it says are results; it has no keys', async () => {
    const ended = await run('counting');
    expect(ended).toMatchObject({ state: 'Complete' });
    const results = await Promise.all(ended.results.map((result) => resultText(site, result)));
    expect(results.toSorted()).toEqual(['3', '>one\nacgt\nggcc\ngcgc\n']);
  });

  it('ends the job where it throws, and where it says that it failed', async () => {
    const thrown = await run('counting', { count_sign: 'throw' });
    expect(thrown).toMatchObject({ state: 'Error', results: [] });
    expect(thrown.last_message).toContain('RangeError: no such sign');
    const failed = await run('counting', { count_sign: 'fail' });
    expect(failed).toMatchObject({ state: 'Error' });
    expect(failed.last_message).toContain('3');
  });

  it('is a crash where there is none of that name', async () => {
    expect(await run('nothing')).toMatchObject({ state: 'Crash' });
  });
});
