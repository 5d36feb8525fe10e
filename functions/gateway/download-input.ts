import type { FileRow } from '../../adapters/dynamodb/file-store.ts';
import { listInputs } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { findSubmission, noSuchSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { presignGet } from '../../adapters/s3/presign.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { gone, notFound } from '../../domain/errors.ts';
import { type Call, type Reply, redirect } from '../http/route.ts';
import { table } from '../table.ts';
import { releases, uploads } from './buckets.ts';
import type { submittingRoutes } from './routes/submitting.ts';

/** Seconds that a download URL lives: long enough to begin, and a download that has begun goes on. */
const DOWNLOAD_SECONDS = 300;

export async function getInput({ principal, params }: Call<(typeof submittingRoutes)['getInput']>): Promise<Reply> {
  const { ref = '', filename = '' } = params;
  const submission = await findSubmission(table, ref);
  if (submission === undefined || !mayRead(principal, submission)) throw noSuchSubmission(ref);
  const inputs = submission.door === 'gateway' ? await listInputs(table, submission.id) : [];
  const file = inputs.find(({ name, versionId }) => name === filename && versionId !== undefined);
  if (file === undefined) {
    const names = inputs.filter(({ versionId }) => versionId !== undefined).map(({ name }) => name);
    throw notFound(`There is no input file '${filename}'. Input files by now: ${names.join(', ') || 'none'}.`);
  }
  if (file.state === 'removed') throw gone(`'${filename}' was kept as long as its specification says, and removed.`);
  const fileName = file.input?.fileName ?? file.name;
  const { url } = await presignGet({ ...placeOf(file), fileName, expiresIn: DOWNLOAD_SECONDS });
  return redirect(url);
}

/** With what has been released, once it is; as it was uploaded until then. */
function placeOf({ releaseKey, releaseVersionId, objectKey = '', versionId = '' }: FileRow) {
  return releaseKey !== undefined && releaseVersionId !== undefined
    ? { bucket: releases, key: releaseKey, versionId: releaseVersionId }
    : { bucket: uploads, key: objectKey, versionId };
}
