import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { type FileRow, updateFile } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { openSecrets, withMirror } from '../../adapters/mirror/client.ts';
import { type MirrorState, mirrorObject } from '../../adapters/mirror/copy.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { mirrorMessage } from '../../domain/ingest/release-message.ts';
import { readConfig } from '../config.ts';
import { type FileWork, fanOutHandler } from './fan-out.ts';

const config = readConfig(
  'TABLE_NAME',
  'ACCOUNT_ID',
  'RELEASE_BUCKET',
  'MIRROR_ENDPOINT',
  'MIRROR_REGION',
  'MIRROR_BUCKET',
  'MIRROR_SECRET',
  'SHARD_FILES',
  'SHARD_BYTES',
  'SLICE_SECONDS',
);
const table = openTablePatiently(config.TABLE_NAME);
const releases = openBucket(openS3(), config.RELEASE_BUCKET, config.ACCOUNT_ID);
const secrets = openSecrets();
const settings = {
  endpoint: config.MIRROR_ENDPOINT,
  region: config.MIRROR_REGION,
  bucket: config.MIRROR_BUCKET,
  secretId: config.MIRROR_SECRET,
};

/** Step 5: open files go to a bucket outside AWS, if one is configured. */
export const handler = fanOutHandler({
  table,
  step: 'gcp_release',
  shardFiles: config.SHARD_FILES,
  shardBytes: config.SHARD_BYTES,
  sliceSeconds: config.SLICE_SECONDS,
  begin: async (submission) => {
    const copies = settings.bucket !== '' && submission.policy === 'open';
    return copies ? undefined : { kind: 'passed', message: mirrorMessage(submission, settings.bucket) };
  },
  work: mirror,
  finish: async (submission) => ({ kind: 'passed', message: mirrorMessage(submission, settings.bucket) }),
});

async function mirror(
  submission: SubmissionRow,
  file: FileRow,
  partial: string | undefined,
  isLate: () => boolean,
): Promise<FileWork> {
  if (file.mirrored) return 'done';
  const { releaseKey, releaseVersionId, size } = file;
  if (releaseKey === undefined || releaseVersionId === undefined || size === undefined) {
    throw new Error(`File ${file.name} of submission ${submission.id} has not been released.`);
  }
  const from = { bucket: releases, key: releaseKey, versionId: releaseVersionId, size, digests: file.proved ?? {} };
  const state = partial === undefined ? undefined : (JSON.parse(partial) as MirrorState);
  const result = await withMirror(secrets, settings, (mirror) =>
    mirrorObject({
      from,
      to: { mirror, key: releaseKey, contentType: 'application/octet-stream' },
      state,
      deadline: isLate,
    }),
  );
  if (!result.done) return { partial: JSON.stringify(result.state) };
  await updateFile(table, file, { mirrored: true });
  return 'done';
}
