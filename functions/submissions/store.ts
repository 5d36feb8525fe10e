import { openTable } from '../../adapters/dynamodb/client.ts';
import { findSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { type Owned, refusalOf } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { readConfig } from '../config.ts';

export const config = readConfig('TABLE_NAME', 'RELEASE_BUCKET', 'ACCOUNT_ID', 'STATE_MACHINE_ARN', 'SITE_URL');
export const table = openTable(config.TABLE_NAME);
export const releases = openBucket(openS3(), config.RELEASE_BUCKET, config.ACCOUNT_ID);

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
