import type { Table } from '../../adapters/dynamodb/client.ts';
import { recordRelease } from '../../adapters/dynamodb/release-store.ts';
import { recordStep, type StepRecord } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { eventIdOf, publish } from '../../adapters/events/bus.ts';
import type { Issue } from '../../domain/errors.ts';
import { EVENT_ISSUES, type StepEnded } from '../../domain/notification/events.ts';
import type { Dataset } from '../../domain/submission/dataset.ts';
import { mediaDueOf, STEPS, type StepName, timestamp } from '../../domain/submission/submission.ts';
import { log } from '../log.ts';

/** What the state machine gives to every step. */
export interface StepEvent {
  submissionId: string;
  attempt: number;
  /** index of the shard to work on; absent when the step plans, or finishes */
  shard?: number;
  /** what the step before has answered */
  work?: StepAnswer;
}

/** What a step answers to the state machine: is there more to do before it can end, and what. */
export interface StepAnswer {
  /** whose work it is */
  step: StepName;
  more: boolean;
  /** shards to work on */
  shards: number[];
  /** names of a job's tasks to run */
  tasks: string[];
}

export const nothingMore = (step: StepName): StepAnswer => ({ step, more: false, shards: [], tasks: [] });
export const moreShards = (step: StepName, shards: number[]): StepAnswer => ({ step, more: true, shards, tasks: [] });
export const moreTasks = (step: StepName, tasks: string[]): StepAnswer => ({ step, more: true, shards: [], tasks });

/** How a step ended, and what it enters into the catalogue; or which shards remain before it can end. */
export type StepResult =
  | { kind: 'passed'; message: string; changes?: StepRecord['changes']; entry?: Dataset }
  | { kind: 'failed'; message: string; changes?: StepRecord['changes']; issues?: readonly Issue[]; issueCount?: number }
  | { kind: 'shards'; shards: number[] }
  | { kind: 'tasks'; tasks: string[] };

/** Recorded in the submission already: the state machine closes the execution without an alarm. */
class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** The submission was cancelled, or another attempt has taken over. */
class SubmissionClosed extends Error {
  override readonly name = 'SubmissionClosed';
}

/** While a step works nothing is due; if the submission stands still for so long, the sweeper looks at it. */
const WATCH_MS = 60 * 60_000;
/** Times are rounded up: steps that end soon after one another leave the index of what is due as it is, unpaid. */
const ROUNDED_MS = 10 * 60_000;
const watchedUntil = (now: Date): string =>
  timestamp(new Date(Math.ceil((now.getTime() + WATCH_MS) / ROUNDED_MS) * ROUNDED_MS));

/**
 * Loads the submission for a step. A step that has been recorded is not run again: that makes retries, redrives and
 * repeated executions safe.
 */
export async function openStep(table: Table, step: StepName, event: StepEvent): Promise<SubmissionRow | 'recorded'> {
  const submission = await getSubmission(table, event.submissionId);
  if (submission === undefined) throw new SubmissionClosed(`There is no submission ${event.submissionId}.`);
  const outcome = submission.steps[step];
  // the record may stand without its event, if the function died between the two; the event's id stays the same
  if (outcome?.success) {
    await announceStep(submission, step);
    return 'recorded';
  }
  if (outcome !== undefined && submission.attempt === event.attempt) {
    await announceStep(submission, step);
    throw new StepFailed(outcome.msg);
  }
  if (submission.state !== 'running' || submission.attempt !== event.attempt) {
    throw new SubmissionClosed(`Submission ${submission.id} is ${submission.state}, attempt ${submission.attempt}.`);
  }
  return submission;
}

/** A step that has come to its end. */
export type Ended = Exclude<StepResult, { kind: 'shards' | 'tasks' }>;

/** Records how a step ended, once, and tells the world. @returns undefined where it was recorded before, or closed */
export async function recordOutcome(
  table: Table,
  submission: SubmissionRow,
  step: StepName,
  result: Ended,
): Promise<SubmissionRow | undefined> {
  const now = new Date();
  const passed = result.kind === 'passed';
  const isLast = step === STEPS.at(-1);
  const ends = !passed || isLast;
  const mediaDueAt = ends ? mediaDueOf(submission, timestamp(now)) : undefined;
  const record: StepRecord = {
    id: submission.id,
    attempt: submission.attempt,
    step,
    outcome: { success: passed, date: timestamp(now), msg: result.message },
    changes: { ...result.changes, ...(mediaDueAt !== undefined && { mediaDueAt }) },
    ...(!passed && { ends: 'failed' as const }),
    ...(passed && isLast && { ends: 'succeeded' as const }),
    ...(!ends && { dueAt: watchedUntil(now) }),
    ...(mediaDueAt !== undefined && { dueAt: mediaDueAt }),
  };
  const entry = passed ? result.entry : undefined;
  const recorded = await (entry === undefined ? recordStep(table, record) : recordRelease(table, record, entry));
  if (recorded !== undefined) {
    const issues = result.kind === 'failed' ? (result.issues ?? []).slice(0, EVENT_ISSUES) : [];
    const told = issues.length > 0 && result.kind === 'failed' ? { issues, issueCount: result.issueCount } : {};
    await announceStep(recorded, step, told);
    log.info('step ended', { submission: submission.id, step, success: passed });
  }
  return recorded;
}

/** Ends a step of a running execution; throws where that ends the execution too. */
export async function closeStep(
  table: Table,
  submission: SubmissionRow,
  step: StepName,
  result: Ended,
): Promise<StepAnswer> {
  const recorded = await recordOutcome(table, submission, step, result);
  if (recorded === undefined) return closedMeanwhile(table, submission, step);
  if (result.kind === 'failed') throw new StepFailed(result.message);
  return nothingMore(step);
}

/** Somebody else recorded the step, or closed the submission, while this one was at it. */
async function closedMeanwhile(table: Table, submission: SubmissionRow, step: StepName): Promise<StepAnswer> {
  const opened = await openStep(table, step, { submissionId: submission.id, attempt: submission.attempt });
  if (opened === 'recorded') return nothingMore(step);
  throw new Error(`Step ${step} of submission ${submission.id} could not be recorded although it is open.`);
}

/** Puts the event about a recorded step. Its id is that of the recording, however often and by whomever it is put. */
export async function announceStep(
  submission: Pick<SubmissionRow, 'id' | 'attempt' | 'steps'>,
  step: StepName,
  told: Pick<StepEnded, 'issues' | 'issueCount'> = {},
): Promise<void> {
  const outcome = submission.steps[step];
  if (outcome === undefined) throw new Error(`Step ${step} of submission ${submission.id} has not ended.`);
  const { id } = submission;
  const { success, attempt = 1 } = outcome;
  await publish('StepEnded', {
    eventId: eventIdOf(id, attempt, step, success ? 'success' : 'failure'),
    submissionId: id,
    attempt,
    step,
    success,
    ...told,
  } satisfies StepEnded);
}

/** The handler of a step that is one piece of work; steps that fan out have their own in fan-out.ts. */
export function stepHandler(table: Table, step: StepName, run: (submission: SubmissionRow) => Promise<StepResult>) {
  return async (event: StepEvent): Promise<StepAnswer> => {
    const submission = await openStep(table, step, event);
    if (submission === 'recorded') return nothingMore(step);
    const result = await run(submission);
    if (result.kind === 'shards') return moreShards(step, result.shards);
    if (result.kind === 'tasks') return moreTasks(step, result.tasks);
    return closeStep(table, submission, step, result);
  };
}
