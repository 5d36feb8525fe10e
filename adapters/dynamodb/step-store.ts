import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { mediaDueOf, type StepName, type StepOutcome, type Submission } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { ifHolds } from './conditional.ts';
import { keys, listKeys } from './keys.ts';
import { openBlocks } from './search-blocks.ts';
import type { SubmissionRow } from './submission-store.ts';

export interface StepRecord {
  id: string;
  attempt: number;
  step: StepName;
  outcome: StepOutcome;
  /** what else becomes known of the submission when this step ends */
  changes?: Partial<
    Pick<
      Submission,
      'policy' | 'profile' | 'licence' | 'fileCount' | 'totalBytes' | 'embargoUntil' | 'mediaDueAt' | 'progress'
    >
  >;
  /** the submission ends with this step */
  ends?: 'succeeded' | 'failed';
  /** when the sweeper shall look again; absent: never */
  dueAt?: string;
}

/**
 * Records how a step ended, once: only while the submission runs this attempt and the step has no outcome yet.
 * @returns the submission as it stands now, or undefined where the step was recorded before, or the submission is no
 *   longer running this attempt
 */
export async function recordStep(table: Table, record: StepRecord): Promise<SubmissionRow | undefined> {
  const answer = await ifHolds(
    table.client.send(new UpdateCommand({ ...stepUpdate(table, record), ReturnValues: 'ALL_NEW' })),
  );
  return answer?.Attributes as SubmissionRow | undefined;
}

/** Holds only while the submission runs this attempt and the step has no outcome. */
export function stepUpdate(table: Table, record: StepRecord) {
  const set: Record<string, unknown> = { updatedAt: record.outcome.date, ...record.changes };
  if (record.ends !== undefined) set['state'] = record.ends;
  if (record.ends === 'failed') set['errorMessage'] = record.outcome.msg;
  if (record.dueAt !== undefined) set['dueAt'] = record.dueAt;
  const names = Object.keys(set);
  return {
    TableName: table.name,
    Key: keys.submission(record.id),
    UpdateExpression:
      `SET #steps.#step = :outcome, ${names.map((name) => `#${name} = :${name}`).join(', ')}` +
      (record.dueAt === undefined ? ' REMOVE dueKey, dueAt' : ''),
    ConditionExpression: 'attribute_not_exists(#steps.#step) AND #run = :running AND attempt = :attempt',
    ExpressionAttributeNames: {
      '#steps': 'steps',
      '#step': record.step,
      '#run': 'state',
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':outcome': ofAttempt(record.outcome, record.attempt),
      ':running': 'running',
      ':attempt': record.attempt,
      ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
    },
  };
}

/** Nearly all are of the first attempt, and a record of one kB is written for half of what a larger one costs. */
const ofAttempt = (outcome: StepOutcome, attempt: number): StepOutcome =>
  attempt === 1 ? outcome : { ...outcome, attempt };

/**
 * Makes a failed submission run again: the failed step's outcome goes, those before it stay, and the attempt's number
 * rises, so that the state machine's next execution has a name of its own.
 * @returns the submission as it stands now, or undefined where it is no longer failed
 */
export async function reopen(
  table: Table,
  submission: SubmissionRow,
  failedStep: StepName | undefined,
  now: string,
  dueAt: string,
): Promise<SubmissionRow | undefined> {
  // before it changes: whoever dies in between leaves blocks that are sealed again in an hour
  await openBlocks(table, submission, new Date(now));
  const remove = failedStep === undefined ? 'errorMessage' : '#steps.#step, errorMessage';
  return change(table, {
    TableName: table.name,
    Key: keys.submission(submission.id),
    UpdateExpression: `SET #state = :running, attempt = :next, updatedAt = :now, dueKey = :due, dueAt = :dueAt REMOVE mediaDueAt, ${remove}`,
    ConditionExpression: '#state = :was AND attempt = :attempt AND attribute_not_exists(mediaRemovedAt)',
    ExpressionAttributeNames: {
      '#state': 'state',
      ...(failedStep !== undefined && { '#steps': 'steps', '#step': failedStep }),
    },
    ExpressionAttributeValues: {
      ':running': 'running',
      ':was': submission.state,
      ':attempt': submission.attempt,
      ':next': submission.attempt + 1,
      ':now': now,
      ':due': listKeys.due(),
      ':dueAt': dueAt,
    },
  });
}

/**
 * Ends a running or draft submission by request; the step that it was at is recorded as failed, with the reason. It
 * stays in the sweeper's list until `clearDue` says that its execution has been stopped and everybody told.
 * @returns undefined where it has ended already, or the step has ended in the meantime
 */
export async function cancel(
  table: Table,
  submission: Submission,
  step: StepName | undefined,
  message: string,
  now: string,
): Promise<SubmissionRow | undefined> {
  const outcome = ofAttempt({ success: false, date: now, msg: message }, submission.attempt);
  return change(table, {
    TableName: table.name,
    Key: keys.submission(submission.id),
    UpdateExpression: `SET #state = :cancelled, errorMessage = :message, updatedAt = :now, dueKey = :due, dueAt = :now${
      step ? ', #steps.#step = :outcome' : ''
    }`,
    ConditionExpression: `#state = :was${step ? ' AND attribute_not_exists(#steps.#step)' : ''}`,
    ExpressionAttributeNames: { '#state': 'state', ...(step && { '#steps': 'steps', '#step': step }) },
    ExpressionAttributeValues: {
      ':cancelled': 'cancelled',
      ':message': message,
      ':now': now,
      ':was': submission.state,
      ':due': listKeys.due(),
      ...(step && { ':outcome': outcome }),
    },
  });
}

/** Moves the moment at which the sweeper looks at a running submission. */
export async function setDue(table: Table, id: string, dueAt: string): Promise<void> {
  await change(table, {
    TableName: table.name,
    Key: keys.submission(id),
    UpdateExpression: 'SET dueAt = :dueAt',
    ConditionExpression: 'attribute_exists(dueKey)',
    ExpressionAttributeValues: { ':dueAt': dueAt },
  });
}

/**
 * Nobody need look at a submission any more that has ended, before its files are to be removed; one that runs again
 * meanwhile stays, and so does one whose later attempt has ended, which somebody else tells of.
 */
export async function clearDue(
  table: Table,
  submission: Pick<Submission, 'id' | 'attempt' | 'updatedAt' | 'mediaRetentionDays' | 'mediaRemovedAt'>,
): Promise<void> {
  const due = submission.mediaRemovedAt === undefined ? mediaDueOf(submission, submission.updatedAt) : undefined;
  await change(table, {
    TableName: table.name,
    Key: keys.submission(submission.id),
    UpdateExpression: due === undefined ? 'REMOVE dueKey, dueAt' : 'SET dueAt = :due, mediaDueAt = :due',
    ConditionExpression: '#state <> :running AND attempt = :attempt',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':running': 'running',
      ':attempt': submission.attempt,
      ...(due !== undefined && { ':due': due }),
    },
  });
}

async function change(table: Table, input: UpdateCommandInput): Promise<SubmissionRow | undefined> {
  const answer = await ifHolds(table.client.send(new UpdateCommand({ ...input, ReturnValues: 'ALL_NEW' })));
  return answer?.Attributes as SubmissionRow | undefined;
}
