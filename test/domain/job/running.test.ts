import { describe, expect, it } from 'vitest';
import { jobSchema } from '../../../domain/job/job.ts';
import { judge } from '../../../domain/job/judge.ts';
import { plainEndings, resultNames } from '../../../domain/job/result-names.ts';
import { taskSchema } from '../../../domain/job/task.ts';
import { nextTasks, stepOf, type TaskResult, type TaskRun } from '../../../domain/job/task-run.ts';

const job = jobSchema().parse({
  name: 'predict',
  steps: [
    { ordering: 5, task: 'split' },
    { ordering: 9, task: 'left' },
    { ordering: 9, task: 'right' },
    { ordering: 10, task: 'merge' },
  ],
});
const ended = (task: string, result: TaskResult, attempt = 1): TaskRun => {
  const startedAt = '2021-01-01T10:00:00Z';
  return { task, attempt, nonce: 'n', state: 'ended', startedAt, endedAt: startedAt, result };
};
const next = (runs: TaskRun[], attempt = 1) => nextTasks({ job }, new Map(runs.map((run) => [run.task, run])), attempt);
const good: TaskResult = { behaviour: 'continue', exitCode: 0 };

describe('where a job stands', () => {
  it('runs its steps in order, and those of the same order together', () => {
    expect(next([])).toEqual({ kind: 'run', step: 1, tasks: ['split'] });
    expect(next([ended('split', good)])).toEqual({ kind: 'run', step: 2, tasks: ['left', 'right'] });
    const half = [ended('split', good), ended('right', good)];
    expect(next(half)).toEqual({ kind: 'run', step: 2, tasks: ['left'] });
    const most = [...half, ended('left', good)];
    expect(next(most)).toEqual({ kind: 'run', step: 3, tasks: ['merge'] });
    expect(next([...most, ended('merge', good)])).toEqual({ kind: 'complete', step: 3 });
    expect(stepOf({ job }, 'right')).toBe(2);
  });

  it('ends with a step that says stop, and fails with one that fails, after all of the step have ended', () => {
    const stop = ended('right', { behaviour: 'stop', exitCode: 3 });
    expect(next([ended('split', good), stop, ended('left', good)])).toEqual({ kind: 'complete', step: 2 });
    const fail = ended('right', { behaviour: 'fail', message: 'no' });
    expect(next([ended('split', good), fail])).toMatchObject({ kind: 'run', tasks: ['left'] });
    expect(next([ended('split', good), fail, ended('left', good)])).toEqual({ kind: 'failed', step: 2, message: 'no' });
  });

  it('runs in a later attempt only what has not succeeded', () => {
    const runs = [ended('split', good), ended('right', { behaviour: 'fail', message: 'no' }), ended('left', good)];
    expect(next(runs, 2)).toEqual({ kind: 'run', step: 2, tasks: ['right'] });
    expect(next([{ ...ended('split', good), state: 'faulted' }])).toMatchObject({ tasks: ['split'] });
  });
});

const task = taskSchema().parse({
  name: 'count',
  image: 'busybox',
  command: ['wc'],
  outputs: ['.ss2', '.horiz'],
  exitCodes: [
    { code: 3, behaviour: 'continue' },
    { code: 4, behaviour: 'stop' },
    { code: 5, behaviour: 'fail' },
  ],
  timeoutSeconds: 60,
});
const judged = { step: 2, command: ['wc', '-l', 'x'], missing: [] as string[], outputBytes: 1000 };

describe('what the end of a command means', () => {
  it.each([
    [0, 'continue'],
    [3, 'continue'],
    [4, 'stop'],
    [5, 'fail'],
    [1, 'fail'],
    [137, 'fail'],
  ] as const)('exit code %i: %s', (exitCode, behaviour) => {
    expect(judge(task, { exitCode }, judged)).toMatchObject({ behaviour, exitCode });
  });

  it('says what went wrong', () => {
    expect(judge(task, { exitCode: 1 }, judged).message).toBe(
      'Failed step, non 0 exit at step: 2. Task count ended with exit code 1: wc -l x',
    );
    expect(judge(task, { ended: 'late' }, judged).message).toMatch(/^JOB TIMED OUT: .* 60 seconds/);
    expect(judge(task, { exitCode: 137, ended: 'outOfMemory' }, judged).message).toMatch(/512 MiB/);
    expect(judge(task, { exitCode: 0, ended: 'tooLarge' }, judged)).toMatchObject({ behaviour: 'fail' });
    expect(judge(task, { exitCode: 0, ended: 'tooLarge' }, judged).message).toMatch(/1000 bytes/);
  });

  it('lets the task say what missing outputs mean', () => {
    const missing = { ...judged, missing: ['.ss2'] };
    expect(judge(task, { exitCode: 0 }, missing).message).toBe(
      'Failed with missing outputs: wc -l x made no file ending in .ss2',
    );
    expect(judge({ ...task, incompleteOutputs: 'stop' }, { exitCode: 0 }, missing)).toMatchObject({
      behaviour: 'stop',
    });
    expect(judge({ ...task, incompleteOutputs: 'continue' }, { exitCode: 3 }, missing)).toMatchObject({
      behaviour: 'continue',
    });
  });
});

describe('names of results', () => {
  const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

  const endings = new Set(['.ss2', '.horiz']);

  it('are what clients guess, and never the same twice', () => {
    const files = [`${uuid}.ss2`, 'other.ss2', 'other.out.ss2', 'note.txt', '../../etc/pass wd.horiz', '日本.horiz'];
    const { names, missing } = resultNames(task, uuid, files, endings);
    expect(missing).toEqual([]);
    expect(Object.fromEntries(names.map(({ file, stored }) => [file, stored]))).toEqual({
      [`${uuid}.ss2`]: `${uuid}.ss2`,
      'other.ss2': `${uuid}__count.other.ss2`,
      'other.out.ss2': `${uuid}__count.other.out.ss2`,
      '../../etc/pass wd.horiz': `${uuid}.horiz`,
      '日本.horiz': `${uuid}__count.__.horiz`,
    });
  });

  it('have the task in them where an earlier task makes files with the same ending', () => {
    const tasks = { split: { ...task, name: 'split' }, right: { ...task, name: 'right', stdout: '.log' } };
    const snapshot = { job, tasks } as unknown as Parameters<typeof plainEndings>[0];
    expect(plainEndings(snapshot, tasks.split)).toEqual(endings);
    expect(plainEndings(snapshot, tasks.right)).toEqual(new Set(['.log']));
    const { names, missing } = resultNames(tasks.right, uuid, ['a.ss2', 'b.log'], new Set(['.log']));
    expect(names.map(({ stored }) => stored)).toEqual([`${uuid}__right.ss2`, `${uuid}.log`]);
    expect(missing).toEqual(['.horiz']);
  });

  it('go by the longest ending', () => {
    const packed = { name: 'pack', outputs: ['.gz', '.tar.gz'] };
    const { names, missing } = resultNames(packed, uuid, ['a.tar.gz'], new Set(packed.outputs));
    expect(names.map(({ stored }) => stored)).toEqual([`${uuid}.tar.gz`]);
    expect(missing).toEqual(['.gz']);
  });
});
