import { getDataset, putDataset } from '../../adapters/dynamodb/dataset-store.ts';
import { cancel as cancelSubmission, reopen, setEmbargo as storeEmbargo } from '../../adapters/dynamodb/step-store.ts';
import { startIngest, stopIngest } from '../../adapters/stepfunctions/workflow.ts';
import { mayAdminister, mayChange } from '../../domain/account/permissions.ts';
import { conflict } from '../../domain/errors.ts';
import { currentStep, endedSteps, hasSucceeded, isFinal, timestamp } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { announceStep } from '../ingest/step.ts';
import type { routes } from './routes.ts';
import { config, submissionFor, table } from './store.ts';
import { submissionView } from './views.ts';

type Routes = typeof routes;

/** If the execution does not start at once (the call failed on the way), the sweeper starts it after so long. */
const START_GRACE_MS = 5 * 60_000;

/** The steps that have succeeded stay; the one that failed runs again, and those after it. */
export async function redrive(call: Call<Routes['redrive']>): Promise<Reply> {
  const submission = await submissionFor(call, mayAdminister);
  if (submission.state !== 'failed' && submission.state !== 'cancelled') {
    throw conflict(
      `Submission ${submission.id} is ${submission.state}: only one that failed or was cancelled can be redriven.`,
    );
  }
  const failed = endedSteps(submission).find((step) => !step.success);
  const now = new Date();
  const dueAt = timestamp(new Date(now.getTime() + START_GRACE_MS));
  const reopened = await reopen(table, submission, failed?.name, timestamp(now), dueAt);
  if (reopened === undefined) throw conflict(`Submission ${submission.id} has been redriven by somebody else.`);
  await startIngest(config.STATE_MACHINE_ARN, reopened, config.UPLOAD_DEADLINE_SECONDS);
  return ok(submissionView(reopened));
}

export async function cancel(call: Call<Routes['cancel']>): Promise<Reply> {
  const submission = await submissionFor(call, mayChange);
  if (hasSucceeded(submission, 'https_release')) {
    throw conflict(`The files of submission ${submission.id} have been released: it can no longer be cancelled.`);
  }
  if (isFinal(submission.state))
    throw conflict(`Submission ${submission.id} has ended already: it is ${submission.state}.`);
  const message = `Cancelled by ${call.principal.username}.`;
  const step = currentStep(submission);
  const cancelled = await cancelSubmission(table, submission, step, message, timestamp(new Date()));
  if (cancelled === undefined) {
    throw conflict(`Submission ${submission.id} has gone on, or has ended, in the meantime. Look at it again.`);
  }
  await stopIngest(config.STATE_MACHINE_ARN, submission, message);
  if (step !== undefined) await announceStep(cancelled, step, false);
  return ok(submissionView(cancelled));
}

export async function setEmbargo(call: Call<Routes['setEmbargo']>): Promise<Reply> {
  const submission = await submissionFor(call, mayAdminister);
  if (submission.policy !== 'embargo') {
    throw conflict(`Submission ${submission.id} is ${submission.policy ?? 'not checked yet'}: it is under no embargo.`);
  }
  const until = `${call.body.until}T00:00:00Z`;
  const changed = await storeEmbargo(table, submission.id, until, timestamp(new Date()));
  const dataset = await getDataset(table, submission.id);
  if (dataset !== undefined) await putDataset(table, { ...dataset, embargoUntil: until });
  return ok(submissionView(changed ?? submission));
}
