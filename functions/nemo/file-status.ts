import { type FileRow, getFile } from '../../adapters/dynamodb/file-store.ts';
import { fileNamed } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { findIdentifier } from '../../adapters/dynamodb/identifier-store.ts';
import { findSubmission, getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { nameParts } from '../../domain/account/account.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { notFound } from '../../domain/errors.ts';
import type { FileStatus } from '../../domain/file/file.ts';
import { isPublic } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import type { routes } from './routes.ts';

const users = createUserStore(table);

/** Where NeMO publishes the schemas that its clients validate these two answers against. */
const SCHEMAS = 'https://raw.githubusercontent.com/nemoarchive/api-schemas/main/file-status-api';

export async function getFileStatus(call: Call<(typeof routes)['getFileStatus']>): Promise<Reply> {
  const identifier = call.params['identifier'] ?? '';
  const found = await findIdentifier(table, identifier);
  if (found === undefined) throw notFound(`There is no file '${identifier}', or you may not see it.`);
  const [submission, file] = await Promise.all([
    getSubmission(table, found.submissionId),
    getFile(table, found.submissionId, found.fileKey),
  ]);
  if (submission === undefined || file === undefined || !mayRead(call.principal, submission)) {
    throw notFound(`There is no file '${identifier}', or you may not see it.`);
  }
  return ok({ file_name: file.name, ...(await statusOf(submission, file, 'identifier_response')) });
}

export async function getNamedFileStatus(call: Call<(typeof routes)['getNamedFileStatus']>): Promise<Reply> {
  const { id = '', name = '' } = call.params;
  const submission = await findSubmission(table, id);
  // NeMO knows no submission that takes inputs
  const file = submission && submission.state !== 'draft' && (await fileNamed(table, submission, name));
  if (!file || !mayRead(call.principal, submission)) {
    throw notFound(`There is no file '${name}' in a submission '${id}', or you may not see it.`);
  }
  return ok({ identifier: file.identifier ?? null, ...(await statusOf(submission, file, 'sub_id_filename_response')) });
}

async function statusOf(submission: SubmissionRow, file: FileRow, schema: string): Promise<object> {
  const submitter = await users.get(submission.submitterId);
  const { first, last } = nameParts(submitter?.fullName ?? '');
  return {
    schema: `${SCHEMAS}/${schema}.json`,
    status: fileStatus(submission, file, new Date()),
    submission_id: submission.id,
    submitter: { username: submission.submitter, first, last, email: submitter?.email ?? '' },
  };
}

/** HOLD: released, but under an embargo that has not ended. */
function fileStatus(submission: SubmissionRow, file: FileRow, now: Date): FileStatus {
  if (file.state === 'failed' || submission.state === 'failed' || submission.state === 'cancelled') return 'FAILED';
  if (submission.policy === 'embargo' && file.state === 'released' && !isPublic(submission, now)) return 'HOLD';
  return submission.state === 'succeeded' ? 'COMPLETE' : 'IN_PROGRESS';
}
