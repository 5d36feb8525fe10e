import { batchSubmissions, getBatch as readBatch } from '../../adapters/dynamodb/jobs/batch-store.ts';
import { findSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { notFound, unauthenticated } from '../../domain/errors.ts';
import { batchState } from '../../domain/job/batch.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import type { routes } from './routes.ts';
import { table } from './store.ts';
import { submissionView } from './views.ts';

type Routes = typeof routes;

export async function getBatch(call: Call<Routes['getBatch']>): Promise<Reply> {
  const batch = await readBatch(table, call.params['uuid'] ?? '');
  if (batch === undefined) throw notFound('Not found.');
  const submissions = await batchSubmissions(table, batch);
  requireReadable(submissions, call.principal);
  const views = submissions.map((submission) => submissionView(batch, submission));
  return ok({ UUID: batch.uuid, state: batchState(views.map(({ state }) => state)), submissions: views });
}

/** The address is shown where nobody but the submitter can have the UUID: released data is listed with it. */
export async function getSubmission(call: Call<Routes['getSubmission']>): Promise<Reply> {
  const submission = await submissionFor(call.params['uuid'] ?? '', call.principal);
  const batch = await readBatch(table, submission.batchUuid ?? '');
  if (batch === undefined) throw new Error(`Submission ${submission.id} has no batch.`);
  const email = submission.policy === 'private' ? batch.email : '';
  return ok(submissionView({ ...batch, email }, submission));
}

/** The job submission with this UUID, if the caller may see it. */
export async function submissionFor(uuid: string, principal: Principal | undefined): Promise<SubmissionRow> {
  const submission = await findSubmission(table, uuid);
  if (submission?.door !== 'jobs' || submission.uuid !== uuid) throw notFound('Not found.');
  requireReadable([submission], principal);
  return submission;
}

/** Of a public job, whoever knows the UUID may read; of others, who may see their submissions. */
function requireReadable(submissions: readonly SubmissionRow[], principal: Principal | undefined): void {
  const guarded = submissions.filter(({ readByUuid }) => readByUuid !== true);
  if (guarded.length === 0) return;
  if (principal === undefined) throw unauthenticated('Authentication credentials were not provided.');
  if (!guarded.every((submission) => mayRead(principal, submission))) throw notFound('Not found.');
}
