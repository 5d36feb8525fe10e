import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService } from '../running.ts';
import { defineJob, jobEnded, readJob, resultText, submitJob } from './job-runs.ts';

let service: RunningService;
beforeAll(async () => {
  service = await startService();
}, 240_000);
afterAll(async () => {
  await service.stop();
  service.remove();
});

const running = (text: string): string[] =>
  execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -A'));
const eventually = async (holds: () => boolean, seconds = 60): Promise<void> => {
  for (const end = Date.now() + seconds * 1000; !holds() && Date.now() < end; ) await pause(50);
  expect(holds()).toBe(true);
};

describe('a job whose service is killed', { timeout: 300_000 }, () => {
  it('leaves nothing running, and goes on after the restart to one result', async () => {
    const inputs = ['.fasta'];
    const tasks = {
      before: { command: ['cat', '$I1'], inputs, stdout: '.before' },
      slow: { command: ['sh', '-c', 'sleep 4.321 && cat "$0"', '$I1'], inputs: ['.before'], stdout: '.slow' },
      beside: { command: ['cat', '$I1'], inputs: ['.before'], stdout: '.beside' },
      after: { command: ['cat', '$I1', '$I2'], inputs: ['.slow', '.beside'], stdout: '.after' },
    };
    await defineJob(service, 'killed', tasks, [['before'], ['slow', 'beside'], ['after']]);
    const uuid = await submitJob(service, 'killed', '>one\nACGT\n');
    await eventually(() => running('sleep 4.321').length > 0);
    const [early] = (await readJob(service, uuid)).submissions;
    expect(early?.state).toBe('Running');
    await service.stop('SIGKILL');
    await eventually(() => running('sleep 4.321').length === 0, 20);
    service = await startService({ before: service });
    const ended = await jobEnded(service, uuid);
    expect(ended).toMatchObject({ state: 'Complete', last_message: 'Completed job at step #3' });
    expect(ended.results.map(({ name }) => name)).toEqual(['before', 'slow', 'beside', 'after']);
    const [last] = ended.results.toReversed();
    expect(last && (await resultText(service, last))).toBe('>one\nACGT\n>one\nACGT\n');
  });
});
