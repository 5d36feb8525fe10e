import { type FileRow, updateFile } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { type CopyState, copyVersion } from '../../adapters/s3/copy.ts';
import { attachment } from '../../adapters/s3/disposition.ts';
import { releaseMessage } from '../../domain/ingest/release-message.ts';
import { releaseKey } from '../../domain/submission/outputs.ts';
import { readConfig } from '../config.ts';
import { type FileWork, fanOutHandler } from './fan-out.ts';
import { openFileStep } from './file-step.ts';

const { SITE_URL } = readConfig('SITE_URL');
const { table, uploads, releases, pace } = openFileStep();

/** Step 4: the verified version of each file goes to the release bucket, under its policy. */
export const handler = fanOutHandler({
  table,
  step: 'https_release',
  ...pace,
  work: release,
  finish: async (submission) => ({ kind: 'passed', message: releaseMessage(submission, SITE_URL) }),
});

async function release(
  submission: SubmissionRow,
  file: FileRow,
  partial: string | undefined,
  isLate: () => boolean,
): Promise<FileWork> {
  if (file.state === 'released') return 'done';
  const { objectKey, versionId, size } = file;
  if (file.state !== 'verified' || objectKey === undefined || versionId === undefined || size === undefined) {
    throw new Error(
      `File ${file.name} of submission ${submission.id} is ${file.state}: only verified files are released.`,
    );
  }
  const key = releaseKey(submission, file.name);
  const result = await copyVersion({
    from: { bucket: uploads, key: objectKey, versionId, size },
    to: { bucket: releases, key, contentType: 'application/octet-stream', contentDisposition: attachment(file.name) },
    state: partial === undefined ? undefined : (JSON.parse(partial) as CopyState),
    deadline: isLate,
  });
  if (!result.done) return { partial: JSON.stringify(result.state) };
  const { versionId: releaseVersionId } = result.object;
  // two runs at once may have made two versions: the one that is recorded first stays the released one
  await updateFile(table, file, { state: 'released', releaseKey: key, releaseVersionId }, { state: 'verified' });
  return 'done';
}
