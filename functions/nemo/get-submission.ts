import { findSubmission, noSuchSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';
import { nemoSubmission } from './views.ts';

export async function getSubmission(call: Call<(typeof routes)['getSubmission']>): Promise<Reply> {
  const reference = call.params['id'] ?? '';
  const submission = await findSubmission(table, reference);
  if (submission === undefined || submission.state === 'draft' || !mayRead(call.principal, submission)) {
    throw noSuchSubmission(reference);
  }
  return ok(nemoSubmission(submission));
}
