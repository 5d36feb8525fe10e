import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatchBench, containerOf, QUEUES, startBench } from './bench.ts';

let bench: BatchBench;
beforeAll(async () => {
  bench = await startBench({ secondMs: 50, diskBytes: 20 * 1024 ** 2 });
});
afterAll(() => bench.close());

const WAIT = 30_000;
/** What a container has printed, as CloudWatch Logs gives it. */
async function printed(log: string | undefined): Promise<string | undefined> {
  const { readLog } = await import('../../../adapters/batch/log.ts');
  return readLog('jobs', log ?? '', 1_000_000);
}
const run = async (fields: object, command: string[], plan: Parameters<BatchBench['submit']>[2] = {}) => {
  const { definition } = await bench.register(fields);
  return bench.ended(await bench.submit(definition, command, plan));
};
/** Processes whose arguments hold the text. */
const processesWith = (text: string): string[] =>
  execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -A'));

describe('a job', { timeout: WAIT }, () => {
  it('brings its inputs, runs its command and stores the outputs that match', async () => {
    const job = await run({ outputs: ['.out'] }, ['sort', '-o', '/waybill/x.out', '/waybill/x.txt'], {
      inputs: { 'x.txt': 'b\na\n' },
      endings: ['.out'],
    });
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      jobName: expect.stringMatching(/^job-/),
      jobQueue: QUEUES.medium,
    });
    expect(containerOf(job, 'task')?.exitCode).toBe(0);
    expect(bench.files.stored.get('out/0-x.out')?.toString()).toBe('a\nb\n');
    expect(bench.events.at(-1)).toMatchObject({
      source: 'aws.batch',
      'detail-type': 'Batch Job State Change',
      detail: { jobId: job.jobId, status: 'SUCCEEDED', jobQueue: QUEUES.medium },
    });
    expect(readdirSync(join(bench.directory, 'work'))).toEqual([]);
  });

  it('gives arguments to the program as they are, without a shell', async () => {
    const nasty = [
      '; touch /tmp/owned',
      '$(id)',
      '`id`',
      '| cat',
      "'",
      '"',
      '*',
      '~',
      '$HOME',
      'a\nb',
      '--',
      '日本',
      ' ',
    ];
    const job = await run({}, ['printf', '[%s]\\n', ...nasty]);
    expect(await printed(containerOf(job, 'task')?.logStreamName)).toBe(nasty.map((text) => `[${text}]\n`).join(''));
  });

  it('has nothing of our environment, and an empty directory', async () => {
    const job = await run({ environment: [{ name: 'MODE', value: 'in /waybill' }] }, ['env']);
    const lines = (await printed(containerOf(job, 'task')?.logStreamName))?.trim().split('\n') ?? [];
    expect(new Set(lines.map((line) => line.split('=')[0]))).toEqual(
      new Set(['HOME', 'LANG', 'MODE', 'PATH', 'TMPDIR']),
    );
    expect(lines.find((line) => line.startsWith('MODE='))).toMatch(/^MODE=in \/.*\/shared$/);
    const empty = await run({}, ['ls', '-A']);
    expect(await printed(containerOf(empty, 'task')?.logStreamName)).toBe('');
  });

  it('ends with the exit code of its command, after its outputs have been stored', async () => {
    const job = await run({}, ['sh', '-c', 'echo told; echo warned >&2; exit 3']);
    expect(containerOf(job, 'task')?.exitCode).toBe(3);
    expect(containerOf(job, 'store')?.exitCode).toBe(0);
    const log = await printed(containerOf(job, 'task')?.logStreamName);
    expect(log?.split('\n').toSorted()).toEqual(['', 'told', 'warned']);
  });

  it('fails when its command is not there, and when its inputs cannot be brought', async () => {
    const missing = await run({}, ['no-such-program']);
    expect(containerOf(missing, 'task')).toMatchObject({ reason: expect.stringMatching(/^CannotStartContainerError/) });
    expect(containerOf(missing, 'task')?.exitCode).toBeUndefined();
    const { definition } = await bench.register({});
    const twice = { inputs: { 'a/x': '1', 'b/x': '2' } };
    const unbrought = await bench.ended(await bench.submit(definition, ['true'], twice));
    expect(unbrought.status).toBe('FAILED');
    expect(containerOf(unbrought, 'fetch')?.exitCode).toBe(1);
    expect(containerOf(unbrought, 'task')?.exitCode).toBeUndefined();
  });

  it('is ended with everything that it has started when its time is over', async () => {
    const job = await run({ timeoutSeconds: 60 }, ['sh', '-c', 'sleep 98765 & sleep 98765']);
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Job attempt duration exceeded timeout' });
    expect(processesWith('98765')).toEqual([]);
  });

  it('leaves nothing running that its command has started', async () => {
    const job = await run({}, ['sh', '-c', 'sleep 87654 & echo started']);
    expect(containerOf(job, 'task')?.exitCode).toBe(0);
    expect(processesWith('87654')).toEqual([]);
  });

  it('is ended when it takes more memory than it has', async () => {
    const eat = 'const all=[];for(;;)all.push(Buffer.alloc(16*1024*1024,1))';
    const job = await run({ timeoutSeconds: 1200 }, ['node', '-e', eat]);
    expect(containerOf(job, 'task')).toMatchObject({ exitCode: 137, reason: expect.stringMatching(/OutOfMemory/) });
  });

  it('is ended when it writes more than it may', async () => {
    const job = await run({ timeoutSeconds: 1200 }, ['dd', 'if=/dev/zero', 'of=/waybill/x.out', 'bs=1M']);
    expect(containerOf(job, 'task')).toMatchObject({ exitCode: 137, reason: 'no space left on device' });
  });

  it('is told when its outputs are more than may be stored', async () => {
    const job = await run({}, ['dd', 'if=/dev/zero', 'of=/waybill/x.out', 'bs=1000', 'count=3'], {
      endings: ['.out'],
      maxBytes: 2999,
    });
    expect(job.status).toBe('FAILED');
    expect(containerOf(job, 'store')?.exitCode).toBe(65);
  });

  it('stores no link, which may lead out of its directory', async () => {
    bench.files.stored.clear();
    const job = await run({}, ['ln', '-s', '/etc/passwd', '/waybill/x.out'], { endings: ['.out'] });
    expect(job.status).toBe('SUCCEEDED');
    expect([...bench.files.stored]).toEqual([]);
  });

  it('can be ended from outside, running or waiting', async () => {
    const { definition } = await bench.register({ timeoutSeconds: 1200 });
    const id = await bench.submit(definition, ['sleep', '76543']);
    for (let tries = 0; tries < 500 && processesWith('76543').length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(processesWith('76543')).not.toEqual([]);
    const { terminateJob } = await import('../../../adapters/batch/jobs.ts');
    await terminateJob(id, 'because');
    expect(await bench.ended(id)).toMatchObject({ status: 'FAILED', statusReason: 'because' });
    expect(processesWith('76543')).toEqual([]);
    await terminateJob(id, 'again');
    expect(await bench.describe(id)).toMatchObject({ statusReason: 'because' });
  });
});

describe('requests', { timeout: WAIT }, () => {
  it('need permissions', async () => {
    for (const action of ['batch:RegisterJobDefinition', 'iam:PassRole']) {
      bench.denied.add(action);
      await expect(bench.register({})).rejects.toThrow(action);
      bench.denied.clear();
    }
    const { definition } = await bench.register({});
    bench.denied.add('batch:SubmitJob');
    await expect(bench.submit(definition, ['true'])).rejects.toThrow('batch:SubmitJob');
    bench.denied.clear();
  });

  it('make a revision of their own each time, and find a job by its name', async () => {
    const first = await bench.register({ name: 'twice' });
    const second = await bench.register({ name: 'twice' });
    expect([first.definition, second.definition].map((arn) => arn.split('/')[1])).toEqual([
      'Test-twice:1',
      'Test-twice:2',
    ]);
    const { findJob } = await import('../../../adapters/batch/jobs.ts');
    expect(await findJob(QUEUES.low, 'named')).toBeUndefined();
    const id = await bench.submit(first.definition, ['true'], { name: 'named', queue: QUEUES.low });
    expect(await findJob(QUEUES.low, 'named')).toBe(id);
    await bench.ended(id);
  });

  it('are refused for unknown things, and for more arguments than a container takes', async () => {
    const { definition } = await bench.register({});
    await expect(bench.submit(`${definition}9`, ['true'])).rejects.toThrow(/not found/);
    await expect(bench.submit(definition, ['true'], { queue: 'no' })).rejects.toThrow(/not found/);
    await expect(bench.submit(definition, ['echo', 'x'.repeat(9000)])).rejects.toThrow(/characters longer/);
    await expect(bench.submit(definition, ['echo', ''])).rejects.toThrow(/cannot play/);
    expect(existsSync(join(bench.directory, 'jobs'))).toBe(true);
  });
});
