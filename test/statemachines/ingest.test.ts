import { describe, expect, it } from 'vitest';
import { MOST_SHARDS } from '../../domain/ingest/shards.ts';
import { FUNCTIONS } from './definition.ts';
import { asksFor, callsOf, done, fails, fansOut, runIngest, type Stubs, waits } from './ingest-run.ts';

/** What a submission of one shard goes through. */
const STRAIGHT = ['ManifestValidated', 'UploadComplete', 'QcComplete', 'HttpsRelease', 'GcpRelease', 'PortalRelease'];
const STEPS = FUNCTIONS.filter((name) => name !== 'RecordFailure' && name !== 'RunTask');
const FANNING = STEPS.slice(2, -1);

const upTo = (state: string): string[] => STRAIGHT.slice(0, STRAIGHT.indexOf(state) + 1);
const from = (state: string): string[] => STRAIGHT.slice(STRAIGHT.indexOf(state));
/** What is entered until a step's work is done elsewhere: the state behind it says that there is some. */
const untilRemaining = (step: string, first = 'ManifestValidated'): string[] => [
  ...STRAIGHT.slice(STRAIGHT.indexOf(first), STRAIGHT.indexOf(step) + 2),
  'Remaining',
];
const mapOf = (step: string): string => `${step.replace(/Complete|Release/, '')}Shards`;

interface Scenario {
  name: string;
  stubs?: Stubs;
  uploadDeadlineSeconds?: number;
  path: string[];
  status: 'SUCCEEDED' | 'FAILED';
  error?: string;
  /** how often a function is called */
  calls?: Record<string, number>;
}

const closed = (step: string) => ({
  path: [...upTo(step), 'Closed'],
  status: 'SUCCEEDED' as const,
  calls: { [step]: 1, RecordFailure: 0 },
});
const failed = (step: string) => ({
  path: [...upTo(step), 'RecordFailure', 'Failed'],
  status: 'FAILED' as const,
  error: 'IngestFailed',
});

/** A job of a step with one task, and a step with two. */
const TASKS = asksFor(['one'], ['two', 'three']);
const inTasks = [...untilRemaining('QcComplete'), 'QcTasks'];

const jobs: Scenario[] = [
  {
    name: 'a job runs the tasks of its steps, step by step',
    stubs: { QcComplete: TASKS },
    path: [...inTasks, ...untilRemaining('QcComplete', 'QcComplete'), 'QcTasks', ...from('QcComplete')],
    status: 'SUCCEEDED',
    calls: { QcComplete: 3, RunTask: 3 },
  },
  {
    name: 'a task is started again after a fault of ours',
    stubs: {
      QcComplete: TASKS,
      RunTask: (payload, call) => (payload.task === 'two' ? fails('TaskFault', 3) : done)(payload, call),
    },
    path: [...inTasks, ...untilRemaining('QcComplete', 'QcComplete'), 'QcTasks', ...from('QcComplete')],
    status: 'SUCCEEDED',
    calls: { QcComplete: 3, RunTask: 6, RecordFailure: 0 },
  },
  {
    name: 'a task that cannot be run: recorded, and the execution fails',
    stubs: { QcComplete: TASKS, RunTask: fails('TaskFault') },
    path: [...inTasks, 'RecordFailure', 'Failed'],
    status: 'FAILED',
    error: 'IngestFailed',
    calls: { QcComplete: 1, RunTask: 4, RecordFailure: 1 },
  },
  {
    name: 'a job whose submission was cancelled: closed',
    stubs: { QcComplete: TASKS, RunTask: fails('SubmissionClosed') },
    path: [...inTasks, 'Closed'],
    status: 'SUCCEEDED',
    calls: { RunTask: 1, RecordFailure: 0 },
  },
];

const scenarios: Scenario[] = [
  ...jobs,
  { name: 'one shard: a state transition for each step', path: STRAIGHT, status: 'SUCCEEDED' },
  ...STEPS.flatMap((step): Scenario[] => [
    { name: `${step} refuses: closed, no alarm`, stubs: { [step]: fails('StepFailed') }, ...closed(step) },
    { name: `cancelled before ${step}: closed`, stubs: { [step]: fails('SubmissionClosed') }, ...closed(step) },
    {
      name: `${step} breaks four times and then works`,
      stubs: { [step]: fails('TypeError', 4) },
      path: STRAIGHT,
      status: 'SUCCEEDED',
      calls: { [step]: 5, RecordFailure: 0 },
    },
    {
      name: `${step} breaks for good: recorded, and the execution fails`,
      stubs: { [step]: fails('Sandbox.Timedout') },
      ...failed(step),
      calls: { [step]: 5, RecordFailure: 1 },
    },
  ]),
  ...FANNING.flatMap((step): Scenario[] => [
    {
      name: `${step} of five shards, each of three slices`,
      stubs: { [step]: fansOut(5, 3) },
      path: [...untilRemaining(step), mapOf(step), ...from(step)],
      status: 'SUCCEEDED',
      calls: { [step]: 1 + 5 * 3 + 1 },
    },
    {
      name: `${step} refuses in a shard: closed`,
      stubs: { [step]: (payload, call) => (payload.shard === 1 ? fails('StepFailed') : fansOut(3))(payload, call) },
      path: [...untilRemaining(step), mapOf(step), 'Closed'],
      status: 'SUCCEEDED',
      calls: { RecordFailure: 0 },
    },
    {
      name: `${step} breaks in a shard for good: recorded`,
      stubs: { [step]: (payload, call) => (payload.shard === 1 ? fails('TypeError') : fansOut(2))(payload, call) },
      path: [...untilRemaining(step), mapOf(step), 'RecordFailure', 'Failed'],
      status: 'FAILED',
      error: 'IngestFailed',
      calls: { RecordFailure: 1 },
    },
  ]),
  {
    name: 'three steps of several shards, one after the other',
    stubs: { QcComplete: fansOut(2), HttpsRelease: fansOut(3), GcpRelease: fansOut(4) },
    path: [
      ...untilRemaining('QcComplete'),
      'QcShards',
      ...untilRemaining('HttpsRelease', 'QcComplete'),
      'HttpsShards',
      ...untilRemaining('GcpRelease', 'HttpsRelease'),
      'GcpShards',
      ...from('GcpRelease'),
    ],
    status: 'SUCCEEDED',
    calls: { QcComplete: 1 + 2 + 1, HttpsRelease: 1 + 3 + 1, GcpRelease: 1 + 4 + 1, PortalRelease: 1 },
  },
  {
    name: 'PortalRelease goes on as often as its time is over',
    stubs: { PortalRelease: fails('SliceEnded', 9) },
    path: STRAIGHT,
    status: 'SUCCEEDED',
    calls: { PortalRelease: 10, RecordFailure: 0 },
  },
  {
    name: 'the upload deadline passes: recorded as the submitter’s, no alarm',
    stubs: { UploadComplete: waits, QcComplete: fails('SubmissionClosed') },
    uploadDeadlineSeconds: 1,
    path: ['ManifestValidated', 'UploadComplete', 'RecordDeadline', 'QcComplete', 'Closed'],
    status: 'SUCCEEDED',
    calls: { UploadComplete: 1, RecordFailure: 1 },
  },
  {
    name: 'the last file comes at the very deadline: the submission goes on',
    stubs: { UploadComplete: waits },
    uploadDeadlineSeconds: 1,
    path: ['ManifestValidated', 'UploadComplete', 'RecordDeadline', ...from('QcComplete')],
    status: 'SUCCEEDED',
  },
  {
    name: 'recording a failure fails and then works',
    stubs: { QcComplete: fails('TypeError'), RecordFailure: fails('InternalServerError', 3) },
    ...failed('QcComplete'),
    calls: { RecordFailure: 4 },
  },
  {
    name: 'recording a failure fails for good: the execution fails, which somebody else hears of',
    stubs: { QcComplete: fails('TypeError'), RecordFailure: fails('InternalServerError') },
    path: [...upTo('QcComplete'), 'RecordFailure'],
    status: 'FAILED',
    error: 'InternalServerError',
    calls: { RecordFailure: 7 },
  },
];

describe.concurrent('the ingest state machine', () => {
  it.each(scenarios)('$name', async ({ stubs, path, status, error, calls = {}, ...options }) => {
    const run = await runIngest(stubs, options);
    expect(run.path).toEqual(path);
    expect([run.status, run.error]).toEqual([status, error]);
    const counted = Object.fromEntries(Object.keys(calls).map((name) => [name, callsOf(run, name).length]));
    expect(counted).toEqual(calls);
    expect(run.events.map((event) => (event.detail as { status: string }).status)).toEqual([status]);
  });
});

describe.concurrent('what the state machine hands to functions', () => {
  it('is the submission with its attempt, and the shard', async () => {
    const { calls } = await runIngest({ HttpsRelease: fansOut(2) });
    const { taskToken, ...wait } = calls.find(({ name }) => name === 'UploadComplete')?.payload ?? {};
    expect(wait).toEqual({ submissionId: 'abc2345', attempt: 3, retry: 0 });
    expect(taskToken).toMatch(/./);
    const common = { submissionId: 'abc2345', attempt: 3 };
    const work = (step: string) => ({ step, more: false, shards: [], tasks: [] });
    expect(callsOf({ calls } as never, 'HttpsRelease').toSorted((a, b) => (a.shard ?? -1) - (b.shard ?? -1))).toEqual([
      { ...common, work: work('qc_complete') },
      { ...common, work: { ...work('https_release'), more: true, shards: [0, 1] } },
      { ...common, shard: 0 },
      { ...common, shard: 1 },
    ]);
  });

  it('is the task of a job, with a token for its end', async () => {
    const run = await runIngest({ QcComplete: TASKS });
    const started = callsOf(run, 'RunTask');
    expect(started.map(({ task }) => String(task)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'one',
      'three',
      'two',
    ]);
    expect(started[0]).toEqual({
      submissionId: 'abc2345',
      attempt: 3,
      task: 'one',
      taskToken: expect.stringMatching(/./),
      retry: 0,
    });
    expect(new Set(started.map(({ taskToken }) => taskToken)).size).toBe(3);
  });

  it('tells a try of the upload’s wait from the one before it, by its number and its token', async () => {
    const run = await runIngest({ UploadComplete: fails('TypeError', 2) });
    const tries = callsOf(run, 'UploadComplete');
    expect(tries.map(({ retry }) => retry)).toEqual([0, 1, 2]);
    expect(new Set(tries.map(({ taskToken }) => taskToken)).size).toBe(3);
  });

  it('is the error with its cause, and the step where only one can have failed', async () => {
    const broken = await runIngest({ GcpRelease: fails('MirrorUnavailable') });
    const [failure] = callsOf(broken, 'RecordFailure');
    expect(failure).toMatchObject({ submissionId: 'abc2345', attempt: 3, error: { Error: 'MirrorUnavailable' } });
    expect(failure?.error?.Cause).toContain('as the test wants it');
    const late = await runIngest({ UploadComplete: waits }, { uploadDeadlineSeconds: 1 });
    const [deadline] = callsOf(late, 'RecordFailure');
    expect(deadline).toMatchObject({ error: { Error: 'States.Timeout' }, step: 'upload_complete' });
  });
});

describe('the limits of Step Functions', () => {
  const sizes = (run: Awaited<ReturnType<typeof runIngest>>): number[] =>
    run.history.map((event) => {
      const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
      return Buffer.byteLength(entered?.input ?? exited?.output ?? '');
    });

  it('hold state of a thousand shards within 262,144 bytes', async () => {
    const run = await runIngest({ QcComplete: fansOut(1000) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.history.length).toBeGreaterThan(10_000);
    expect(Math.max(...sizes(run))).toBeLessThan(10_000);
  });

  it('hold as many shards as a step ever makes, in all three steps, within 25,000 events', async () => {
    const run = await runIngest(Object.fromEntries(FANNING.map((step) => [step, fansOut(MOST_SHARDS, 2)])));
    expect(run.status).toBe('SUCCEEDED');
    expect(run.history.length).toBeGreaterThan(FANNING.length * MOST_SHARDS * 12);
    expect(run.history.length).toBeLessThan(25_000);
  });
});
