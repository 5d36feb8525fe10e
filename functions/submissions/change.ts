import { setEmbargo as storeEmbargo } from '../../adapters/dynamodb/embargo-store.ts';
import { endDraft } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { cancel as cancelSubmission, reopen } from '../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { mayAdminister, mayChange } from '../../domain/account/permissions.ts';
import { conflict } from '../../domain/errors.ts';
import { takesInputs } from '../../domain/file/announce.ts';
import {
  currentStep,
  endedSteps,
  hasSucceeded,
  isFinal,
  type Submission,
  timestamp,
} from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { tellEnd } from '../ingest/fail-submission.ts';
import { seeOff } from '../ingest/see-off.ts';
import { startDueAt, startExecution } from '../ingest/start-execution.ts';
import { log } from '../log.ts';
import { table } from '../table.ts';
import { viewOf } from './read.ts';
import type { routes } from './routes.ts';
import { config, submissionFor } from './store.ts';

type Routes = typeof routes;

/** The steps that have succeeded stay; the one that failed runs again, and those after it. */
export async function redrive(call: Call<Routes['redrive']>): Promise<Reply> {
  const submission = await submissionFor(call, mayAdminister);
  if (submission.state !== 'failed' && submission.state !== 'cancelled') {
    throw conflict(
      `Submission ${submission.id} is ${submission.state}: only one that failed or was cancelled can be redriven.`,
    );
  }
  const failed = endedSteps(submission).find((step) => !step.success);
  checkHasBegun(submission);
  // once it runs again, nobody sees any more that its end was not told and its execution not stopped
  await seeOff(table, config.STATE_MACHINE_ARN, submission);
  const now = new Date();
  await reopen(table, submission, failed?.name, timestamp(now), startDueAt(now.getTime()));
  // read again: where the answer to the write was lost on its way, the write looks refused
  const reopened = await getSubmission(table, submission.id);
  if (reopened?.attempt !== submission.attempt + 1 || reopened.state !== 'running') {
    throw conflict(`Submission ${submission.id} has changed in the meantime. Look at it again.`);
  }
  await startExecution(reopened);
  return ok(await viewOf(reopened));
}

/** One that was never started is in no list, and one whose files are gone has nothing to run on. */
function checkHasBegun({ id, allNo, mediaRemovedAt, resultsEndedAt }: SubmissionRow): void {
  if (allNo === undefined) throw conflict(`Submission ${id} was never started: make a new one.`);
  if (resultsEndedAt !== undefined) throw conflict(`The results of submission ${id} have expired: make a new one.`);
  if (mediaRemovedAt !== undefined) {
    throw conflict(`The files of submission ${id} were kept as long as its specification says: make a new one.`);
  }
}

/** From the release on, files may be public: what people have seen cannot be taken back. */
export async function cancel(call: Call<Routes['cancel']>): Promise<Reply> {
  const submission = await submissionFor(call, mayChange);
  if (isFinal(submission.state))
    throw conflict(`Submission ${submission.id} has ended already: it is ${submission.state}.`);
  if (hasSucceeded(submission, 'qc_complete')) {
    throw conflict(`The files of submission ${submission.id} are being released: it can no longer be cancelled.`);
  }
  const message = `Cancelled by ${call.principal.username}.`;
  if (takesInputs(submission)) return cancelDraft(submission, message);
  await cancelSubmission(table, submission, currentStep(submission), message, timestamp(new Date()));
  // read again: where the answer to the write was lost on its way, the write looks refused
  const cancelled = await getSubmission(table, submission.id);
  if (cancelled?.state !== 'cancelled') {
    throw conflict(`Submission ${submission.id} has gone on, or has ended, in the meantime. Look at it again.`);
  }
  await orLeaveToSweeper('cancelled execution not stopped', cancelled, () =>
    seeOff(table, config.STATE_MACHINE_ARN, cancelled),
  );
  return ok(await viewOf(cancelled));
}

/** It has no execution that would have to be stopped. */
async function cancelDraft(submission: SubmissionRow, message: string): Promise<Reply> {
  await endDraft(table, submission.id, { state: 'cancelled', message, now: timestamp(new Date()) });
  const cancelled = await getSubmission(table, submission.id);
  if (cancelled?.state !== 'cancelled') {
    throw conflict(`Submission ${submission.id} has been started in the meantime. Cancel it again.`);
  }
  await orLeaveToSweeper('the end of a draft not told', cancelled, () => tellEnd(table, cancelled));
  return ok(await viewOf(cancelled));
}

/** The record is written and the sweeper does the rest: no reason to tell the caller that it failed. */
async function orLeaveToSweeper(what: string, submission: Submission, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    log.warn(`${what}; the sweeper will see to it`, { submission: submission.id, error });
  }
}

export async function setEmbargo(call: Call<Routes['setEmbargo']>): Promise<Reply> {
  const submission = await submissionFor(call, mayAdminister);
  if (submission.policy !== 'embargo') {
    throw conflict(`Submission ${submission.id} is ${submission.policy ?? 'not checked yet'}: it is under no embargo.`);
  }
  const until = `${call.body.until}T00:00:00Z`;
  await storeEmbargo(table, submission.id, until);
  return ok(await viewOf((await getSubmission(table, submission.id)) ?? submission));
}
