import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun, putTaskToken, type Run } from '../../adapters/dynamodb/run-store.ts';
import { setDue } from '../../adapters/dynamodb/step-store.ts';
import { wake } from '../../adapters/stepfunctions/workflow.ts';
import { nextLook, uploadWatch } from '../../domain/ingest/upload-watch.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { allArrived, finishUpload } from './finish-upload.ts';
import { closeStep, openStep, type StepEvent } from './step.ts';

const config = readConfig('TABLE_NAME', 'UPLOAD_REMINDER_SECONDS', 'UPLOAD_DEADLINE_SECONDS');
const table = openTablePatiently(config.TABLE_NAME);

interface WaitEvent extends StepEvent {
  taskToken: string;
  /** how often Step Functions has tried again; each try has a token of its own */
  retry: number;
}

/**
 * Where all files are there, as they are mostly when a submission is made of them, nothing is waited for. Else it leaves
 * the task token where whoever sees the last file arrive finds it; the execution then sleeps. The token is written before
 * the files are looked at again: a file that arrives in between finds either the token or its own absence.
 */
export async function handler(event: WaitEvent): Promise<void> {
  const submission = await openStep(table, 'upload_complete', event);
  if (submission === 'recorded') return wake(event.taskToken);
  const { id } = submission;
  if ((await firstPending(table, id)) === undefined) {
    await closeStep(table, submission, 'upload_complete', allArrived(submission));
    return wake(event.taskToken);
  }
  const wait = await startWaiting(event);
  if (wait === undefined) return;
  if ((await firstPending(table, id)) === undefined) return finishUpload(table, id);
  const watch = uploadWatch(wait, config.UPLOAD_REMINDER_SECONDS, config.UPLOAD_DEADLINE_SECONDS);
  const look = timestamp(nextLook(watch, wait.remindedAt !== undefined, new Date()));
  // the sweeper comes in an hour in any case, and says then when it will look again: most uploads are over by then
  if (look < (submission.dueAt ?? look)) await setDue(table, id, look);
}

/** Another try of the same attempt waits since the first one. @returns undefined where a later one waits by now */
async function startWaiting({ submissionId, attempt, taskToken, retry }: WaitEvent): Promise<Run | undefined> {
  const before = await getRun(table, submissionId);
  const same = before?.attempt === attempt ? before : undefined;
  const run: Run = {
    attempt,
    retry,
    taskToken,
    waitingSince: same?.waitingSince ?? timestamp(new Date()),
    ...(same?.remindedAt !== undefined && { remindedAt: same.remindedAt }),
  };
  return (await putTaskToken(table, submissionId, run)) ? run : undefined;
}
