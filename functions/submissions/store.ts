import { findSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { type Owned, refusalOf } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { readConfig } from '../config.ts';
import { table } from '../table.ts';

export const config = readConfig('STATE_MACHINE_ARN', 'SITE_URL');

/** Seconds that a download URL lives: long enough to begin, and a download that has begun goes on. */
export const DOWNLOAD_SECONDS = 300;

type Rule = (principal: Principal, record: Owned) => boolean;

/** The submission that a call names, if the caller may do with it what the call is for. */
export async function submissionFor(
  call: { principal: Principal; params: Readonly<Record<string, string>> },
  may: Rule,
): Promise<SubmissionRow> {
  const ref = call.params['ref'] ?? '';
  const submission = await findSubmission(table, ref);
  if (submission === undefined) throw noSuchSubmission(ref);
  if (!may(call.principal, submission)) throw refusalOf(call.principal, submission, noSuchSubmission(ref));
  return submission;
}
