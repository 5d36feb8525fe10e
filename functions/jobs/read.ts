import { getBatch as readBatch } from '../../adapters/dynamodb/jobs/batch-store.ts';
import { findSubmission, getSubmissions, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { mayRead, type Owned } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { notFound, unauthenticated } from '../../domain/errors.ts';
import { batchState } from '../../domain/job/batch.ts';
import { parseReference } from '../../domain/submission/identity.ts';
import { canonicalUuid } from '../../domain/uuid.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { submissionView } from './views.ts';

type Routes = typeof routes;
type View = ReturnType<typeof submissionView>;

/** Of a request to jobs, by its UUID; any other submission, by any of its names, is told of as a request for itself. */
export async function getBatch(call: Call<Routes['getBatch']>): Promise<Reply> {
  const { uuid: reference = '' } = call.params;
  const uuid = canonicalUuid(reference);
  const batch = uuid === undefined ? undefined : await readBatch(table, uuid);
  if (batch === undefined) return batchOfOne(await viewFor(reference, call.principal));
  const submissions = await getSubmissions(table, batch.submissionIds);
  requireReadable(submissions, call.principal);
  const views = submissions.map((submission) => submissionView(batch, submission));
  return ok({ UUID: batch.uuid, state: batchState(views.map(({ state }) => state)), submissions: views });
}

const batchOfOne = (view: View): Reply => ok({ UUID: view.UUID, state: view.state, submissions: [view] });

export async function getSubmission(call: Call<Routes['getSubmission']>): Promise<Reply> {
  return ok(await viewFor(call.params['uuid'] ?? '', call.principal));
}

/** The address is shown where nobody but the submitter can have the UUID: released data is listed with it. */
async function viewFor(reference: string, principal: Principal | undefined): Promise<View> {
  const submission = await submissionFor(reference, principal);
  const { id, label = id, door, batchUuid = '' } = submission;
  if (door !== 'jobs') return submissionView({ name: label, email: '' }, submission);
  const batch = await readBatch(table, batchUuid);
  if (batch === undefined) throw new Error(`Submission ${id} has no batch.`);
  const email = submission.policy === 'private' ? batch.email : '';
  return submissionView({ ...batch, email }, submission);
}

/** A submission by any of its names, whichever door it came through, if the caller may see it. */
export async function submissionFor(reference: string, principal: Principal | undefined): Promise<SubmissionRow> {
  // the UUID cannot be guessed; the other names are short, and told to people
  const { kind } = parseReference(reference) ?? {};
  const isSecret = kind !== 'id' && kind !== 'site';
  if (principal === undefined && !isSecret) throw unnamed();
  const submission = await findSubmission(table, reference);
  // one that takes inputs is not submitted yet: this door has no word for it
  if (submission === undefined || submission.state === 'draft') throw notFound('Not found.');
  requireReadable(isSecret ? [submission] : [{ ...submission, readByUuid: false }], principal);
  return submission;
}

const unnamed = () => unauthenticated('Authentication credentials were not provided.');

/** Of a public job, whoever knows the UUID may read; of others, who may see their submissions. */
function requireReadable(
  submissions: readonly (Owned & { readByUuid?: boolean })[],
  principal: Principal | undefined,
): void {
  const guarded = submissions.filter(({ readByUuid }) => readByUuid !== true);
  if (guarded.length === 0) return;
  if (principal === undefined) throw unnamed();
  if (!guarded.every((submission) => mayRead(principal, submission))) throw notFound('Not found.');
}
