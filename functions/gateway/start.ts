import { setTimeout as pause } from 'node:timers/promises';
import type { FileRow } from '../../adapters/dynamodb/file-store.ts';
import { listInputs, startDraft } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { getSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { conflict, invalid, unavailable } from '../../domain/errors.ts';
import { takesInputs } from '../../domain/file/announce.ts';
import { typeByName, unreadyInputs } from '../../domain/gateway/input.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { startDueAt, startExecution } from '../ingest/start-execution.ts';
import { submissionView } from '../submissions/views.ts';
import { table } from '../table.ts';
import { pin, storedVersion } from '../uploads/pin.ts';
import { checkTakesInputs, submissionToChange } from './access.ts';
import { uploads } from './buckets.ts';
import type { submittingRoutes } from './routes/submitting.ts';

/** Inputs that change under the start's hands are read again; whoever keeps changing them is told so. */
const TRIES = 5;

/** The third of the five calls. Asked again, or by fifty at once, it starts the one submission once. */
export async function start(call: Call<(typeof submittingRoutes)['start']>): Promise<Reply> {
  let submission = await submissionToChange(call.principal, call.params);
  for (let attempt = 0; takesInputs(submission); attempt++) {
    if (attempt === TRIES) throw unavailable('The inputs are being changed by others. Try again.', { retryAfter: 1 });
    if (attempt > 0) await pause(Math.random() * 50 * 2 ** attempt);
    await commit(submission);
    submission = await readAgain(submission);
  }
  if (submission.state !== 'running' && submission.state !== 'succeeded') checkTakesInputs(submission);
  if (submission.state === 'running') await startExecution(submission);
  return ok(submissionView(submission, await listInputs(table, submission.id)));
}

/** The submission runs from here on, or something has changed since it was read. */
async function commit(submission: SubmissionRow): Promise<void> {
  const inputs = await readyInputs(submission.id);
  await startDraft(table, submission, inputs, (file) => typeByName(file).type, startDueAt());
}

/** @throws DomainError `conflict` with every input that is missing or has not arrived */
async function readyInputs(id: string) {
  const read = await listInputs(table, id);
  const noticed = await Promise.all(read.map(pinIfStored));
  const inputs = noticed.includes(true) ? await listInputs(table, id) : read;
  const issues = unreadyInputs(inputs);
  if (issues.length > 0) {
    throw conflict(`Nothing was started. ${issues.map(({ message }) => message).join(' ')}`, { issues });
  }
  if (inputs.some(({ state }) => state === 'arrived')) return inputs;
  throw invalid('Nothing was started: there is no file in any input.');
}

/** The event about an upload may still be on its way. */
async function pinIfStored(file: FileRow): Promise<boolean> {
  const stored = await storedVersion(uploads, file);
  if (stored === undefined) return false;
  // also where the event was faster: the record is not what was read any more
  await pin(table, file, stored);
  return true;
}

async function readAgain({ id, uuid }: SubmissionRow): Promise<SubmissionRow> {
  const submission = await getSubmission(table, id);
  if (submission === undefined) throw noSuchSubmission(uuid);
  return submission;
}
