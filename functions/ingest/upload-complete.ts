import { openTable } from '../../adapters/dynamodb/client.ts';
import { firstPending } from '../../adapters/dynamodb/file-arrival.ts';
import { getRun, putTaskToken } from '../../adapters/dynamodb/run-store.ts';
import { setDue } from '../../adapters/dynamodb/step-store.ts';
import { wake } from '../../adapters/stepfunctions/workflow.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { finishUpload } from './finish-upload.ts';
import { openStep, type StepEvent } from './step.ts';

const config = readConfig('TABLE_NAME', 'UPLOAD_REMINDER_SECONDS', 'UPLOAD_DEADLINE_SECONDS');
const table = openTable(config.TABLE_NAME);

/**
 * Leaves the task token where whoever sees the last file arrive finds it; the execution then sleeps. The token is
 * written before the files are counted: a file that arrives in between finds either the token or its own absence.
 */
export async function handler(event: StepEvent & { taskToken: string }): Promise<void> {
  const submission = await openStep(table, 'upload_complete', event);
  if (submission === 'recorded') return wake(event.taskToken);
  const { id, attempt } = submission;
  const now = new Date();
  const run = await getRun(table, id);
  const waitingSince = run?.attempt === attempt ? run.waitingSince : timestamp(now);
  const remindedAt = run?.attempt === attempt ? run.remindedAt : undefined;
  await putTaskToken(table, id, {
    attempt,
    taskToken: event.taskToken,
    waitingSince,
    ...(remindedAt && { remindedAt }),
  });
  if ((await firstPending(table, id)) === undefined) {
    await finishUpload(table, submission);
    return;
  }
  const seconds = remindedAt === undefined ? config.UPLOAD_REMINDER_SECONDS : config.UPLOAD_DEADLINE_SECONDS;
  await setDue(table, id, timestamp(new Date(Date.parse(waitingSince) + seconds * 1000)));
}
