import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOk } from '../client.ts';
import { type RunHere, runHere } from '../run-here.ts';
import { defineJob, jobEnded, readJob, resultText, submitJob } from './job-runs.ts';

let site: RunHere;
beforeAll(async () => {
  site = await runHere({
    context: { jobs: { lowFrom: 0, refuseFrom: 0 } },
    jobs: { secondMs: 50, diskBytes: 20 * 1024 ** 2 },
    stepRetryScale: 0.01,
  });
}, 240_000);
afterAll(() => site.close());

const FASTA = '>one\nACGT\n>two\nGGCC\n';
const results = async (results: Awaited<ReturnType<typeof jobEnded>>['results']) =>
  Object.fromEntries(
    await Promise.all(results.map(async (result) => [result.data_path.slice(49), await resultText(site, result)])),
  ) as Record<string, string>;
const running = (text: string): string[] =>
  execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -A'));

describe('a job', { timeout: 180_000 }, () => {
  it('runs two tasks side by side and a third on what they made', async () => {
    await defineJob(
      site,
      'counts',
      {
        heads: {
          command: ['grep', '-c', '$P1', '$I1'],
          inputs: ['.fasta'],
          stdout: '.heads',
          parameters: [{ alias: 'sign', default: '>', switchless: true }],
        },
        sorted: {
          command: ['sort', '$P1', '-o', '$O1', '$I1'],
          inputs: ['.fasta'],
          outputs: ['.sorted'],
          parameters: [{ alias: 'reverse', kind: 'boolean', flag: '-r', default: 'FALSE' }],
        },
        both: { command: ['cat', '$I1', '$I2'], inputs: ['.heads', '.sorted'], stdout: '.both' },
      },
      [['heads', 'sorted'], ['both']],
    );
    const uuid = await submitJob(site, 'counts', FASTA, { sorted_reverse: 'TRUE' });
    const ended = await jobEnded(site, uuid);
    expect(ended).toMatchObject({ state: 'Complete', last_message: 'Completed job at step #2' });
    expect(ended.results.map(({ name, step }) => [name, step])).toEqual([
      ['heads', 1],
      ['sorted', 1],
      ['both', 2],
    ]);
    expect(ended.results.every(({ data_path }) => data_path.startsWith(`/submissions/${ended.UUID}.`))).toBe(true);
    const sorted = 'GGCC\nACGT\n>two\n>one\n';
    expect(Object.values(await results(ended.results))).toEqual(['2\n', sorted, `2\n${sorted}`]);
    const { steps } = await expectOk<{ steps: { name: string; success: boolean }[] }>(
      site,
      `/api/submission/${ended.UUID}`,
    );
    expect(steps.map(({ success }) => success)).toEqual([true, true, true, true, true, true]);
  });

  it('ends as its exit codes say', async () => {
    const exit = (code: number, more: object = {}) => ({
      command: ['sh', '-c', `echo done; exit ${code}`],
      inputs: ['.fasta'],
      stdout: '.txt',
      ...more,
    });
    const codes = {
      exitCodes: [
        { code: 3, behaviour: 'continue' },
        { code: 4, behaviour: 'stop' },
      ],
    };
    await defineJob(site, 'fails', { failing: exit(1), never: exit(0) }, [['failing'], ['never']]);
    await defineJob(site, 'goes-on', { lenient: exit(3, codes), after: exit(0, { stdout: '.after' }) }, [
      ['lenient'],
      ['after'],
    ]);
    await defineJob(site, 'stops', { stopping: exit(4, codes), unreached: exit(0) }, [['stopping'], ['unreached']]);
    const uuids = await Promise.all(['fails', 'goes-on', 'stops'].map((job) => submitJob(site, job, FASTA)));
    const [fails, goesOn, stops] = await Promise.all(uuids.map((uuid) => jobEnded(site, uuid)));
    expect(fails).toMatchObject({ state: 'Error', results: [] });
    expect(fails?.last_message).toMatch(/^Failed step, non 0 exit at step: 1\. Task failing ended with exit code 1/);
    expect([goesOn?.state, goesOn?.results.map(({ name }) => name)]).toEqual(['Complete', ['lenient', 'after']]);
    expect(stops).toMatchObject({ state: 'Complete', last_message: 'Completed job at step #1' });
    expect(stops?.results.map(({ name }) => name)).toEqual(['stopping']);
  });

  it('is an Error with a reason where a task hangs, eats memory, writes without end, or makes nothing', async () => {
    const task = { inputs: ['.fasta'], outputs: ['.out'] };
    await defineJob(site, 'hangs', { hanging: { ...task, command: ['sleep', '54321'], timeoutSeconds: 60 } }, [
      ['hanging'],
    ]);
    const eat = 'const all=[];for(;;)all.push(Buffer.alloc(16*1024*1024,1))';
    await defineJob(site, 'eats', { eating: { ...task, command: ['node', '-e', eat] } }, [['eating']]);
    await defineJob(site, 'floods', { flooding: { ...task, command: ['dd', 'if=/dev/zero', 'of=$O1', 'bs=1M'] } }, [
      ['flooding'],
    ]);
    const fill = ['dd', 'if=/dev/zero', 'of=$O1', 'bs=1000', 'count=9'];
    await defineJob(site, 'overfills', { overfilling: { ...task, command: fill } }, [['overfilling']], {
      limits: { outputBytes: 8000 },
    });
    await defineJob(site, 'nothing', { idle: { ...task, command: ['true'] } }, [['idle']]);
    await defineJob(site, 'unfed', { fed: { ...task, inputs: ['.fasta', '.aln'], command: ['true'] } }, [['fed']]);
    const jobs = ['hangs', 'eats', 'floods', 'overfills', 'nothing', 'unfed'];
    const uuids = await Promise.all(jobs.map((job) => submitJob(site, job, FASTA)));
    const ended = await Promise.all(uuids.map((uuid) => jobEnded(site, uuid)));
    expect(ended.map(({ state }) => state)).toEqual(jobs.map(() => 'Error'));
    const [hangs, eats, floods, overfills, nothing, unfed] = ended.map(({ last_message }) => last_message);
    expect(hangs).toMatch(/^JOB TIMED OUT: task hanging/);
    expect(eats).toMatch(/more memory than/);
    expect(floods).toMatch(/exit code 137 \(no space left on device\)/);
    expect(overfills).toMatch(/more than the 8000 bytes/);
    expect(nothing).toMatch(/^Failed with missing outputs: true made no file ending in \.out/);
    expect(unfed).toMatch(/^Unable to prepare files and tmp directory: nothing that ends in \.aln/);
    expect(running('54321')).toEqual([]);
    expect(readdirSync(join(site.directory, 'batch/work'))).toEqual([]);
  });

  it('is a Crash where what it runs on cannot be had', async () => {
    await defineJob(site, 'broken', { breaking: { command: ['no-such-program'], inputs: ['.fasta'] } }, [['breaking']]);
    const ended = await jobEnded(site, await submitJob(site, 'broken', FASTA));
    expect(ended.state).toBe('Crash');
    expect(ended.last_message).toMatch(/a task of the job could not be run/);
    await defineJob(
      site,
      'by-function',
      { calling: { image: undefined, lambda: 'waybill-task-none', inputs: ['.fasta'] } },
      [['calling']],
    );
    expect(await jobEnded(site, await submitJob(site, 'by-function', FASTA))).toMatchObject({ state: 'Crash' });
  });

  it('runs again, when it is redriven, only what has not succeeded', async () => {
    const inputs = ['.fasta'];
    const failing = { command: ['false'], inputs };
    await defineJob(site, 'halves', { good: { command: ['true'], inputs }, bad: failing }, [['good', 'bad']]);
    const uuid = await submitJob(site, 'halves', FASTA);
    const { UUID, state } = await jobEnded(site, uuid);
    expect(state).toBe('Error');
    await expectOk(site, `/api/v1/submissions/${UUID}/redrive`, { method: 'POST', body: {} });
    expect((await jobEnded(site, uuid)).state).toBe('Error');
    const folder = join(site.directory, 'batch/jobs');
    const names = readdirSync(folder).map(
      (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string }).name,
    );
    expect(names.filter((name) => name.endsWith('-good'))).toHaveLength(1);
    const tries = names.filter((name) => name.endsWith('-bad')).map((name) => name.split('-')[1]);
    expect([tries.length, new Set(tries)]).toEqual([2, new Set(['1', '2'])]);
  });

  it('hands hostile values to its program as they are', async () => {
    const hostile = ['--help', 'a.b', 'x'.repeat(200), '日本語', 'é'];
    const echo = {
      command: ['printf', '[%s]', '$P1', 'in:$P1'],
      inputs: ['.fasta'],
      stdout: '.said',
      parameters: [{ alias: 'say', switchless: true, default: '; touch /tmp/$(id) `id` | cat > $O1 "\' $P1 \n' }],
    };
    await defineJob(site, 'echo', { echo }, [['echo']]);
    const given = await Promise.allSettled(hostile.map((value) => submitJob(site, 'echo', FASTA, { echo_say: value })));
    const taken = given.flatMap((answer, index) =>
      answer.status === 'fulfilled' ? [[answer.value, hostile[index] ?? ''] as const] : [],
    );
    const byDefault = await jobEnded(site, await submitJob(site, 'echo', FASTA));
    const said = echo.parameters[0]?.default ?? '';
    expect(Object.values(await results(byDefault.results))).toEqual([`[${said}][in:${said}]\n`]);
    expect(taken.length).toBeGreaterThan(1);
    for (const [uuid, value] of taken) {
      const ended = await jobEnded(site, uuid);
      expect(Object.values(await results(ended.results))).toEqual([`[${value}][in:${value}]\n`]);
    }
  });

  it('ends when its submission is cancelled, and leaves nothing running', async () => {
    await defineJob(
      site,
      'long',
      { long: { command: ['sleep', '43210'], inputs: ['.fasta'], timeoutSeconds: 80_000 } },
      [['long']],
    );
    const uuid = await submitJob(site, 'long', FASTA);
    while (running('43210').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const [submission] = (await readJob(site, uuid)).submissions;
    expect(submission).toMatchObject({ state: 'Running', last_message: 'Running step: 1' });
    await expectOk(site, `/api/v1/submissions/${submission?.UUID}/cancel`, { method: 'POST', body: {} });
    for (let tries = 0; running('43210').length > 0 && tries < 400; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(running('43210')).toEqual([]);
    expect((await jobEnded(site, uuid)).state).toBe('Error');
  });

  it('runs with forty-nine others at once, each with its own result', { timeout: 300_000 }, async () => {
    await defineJob(
      site,
      'many',
      { many: { command: ['sed', '-n', '1p', '$I1'], inputs: ['.fasta'], stdout: '.first' } },
      [['many']],
    );
    const inputs = Array.from({ length: 50 }, (_, index) => `>number-${index}\nACGT\n`);
    const uuids = await Promise.all(inputs.map((input) => submitJob(site, 'many', input)));
    const ended = await Promise.all(uuids.map((uuid) => jobEnded(site, uuid, 280)));
    expect(ended.filter(({ state }) => state !== 'Complete')).toEqual([]);
    const texts = await Promise.all(ended.map(async (one) => Object.values(await results(one.results)).join()));
    expect(texts).toEqual(inputs.map((_, index) => `>number-${index}\n`));
  });
});
