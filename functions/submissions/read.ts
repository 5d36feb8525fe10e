import { type FileRow, getFile, listFiles as readFiles } from '../../adapters/dynamodb/file-store.ts';
import { findSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { presignGet } from '../../adapters/s3/presign.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { conflict, notFound, unauthenticated } from '../../domain/errors.ts';
import { outputKey, outputsOf, publicUrl } from '../../domain/submission/outputs.ts';
import { hasSucceeded, isPublic } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply, redirect } from '../http/route.ts';
import type { routes } from './routes.ts';
import { config, DOWNLOAD_SECONDS, releases, submissionFor, table } from './store.ts';
import { fileView, submissionView } from './views.ts';

type Routes = typeof routes;

export async function getSubmission(call: Call<Routes['getSubmission']>): Promise<Reply> {
  return ok(submissionView(await submissionFor(call, mayRead)));
}

/** A filter by state reads on until the page is full, so that a page is empty only at the end. */
export async function listFiles(call: Call<Routes['listFiles']>): Promise<Reply> {
  const submission = await submissionFor(call, mayRead);
  const { state, limit } = call.query;
  // files are written while the manifest is being checked: before it has passed there is no list to show
  if (!hasSucceeded(submission, 'manifest_validated')) return ok({ files: [] });
  const files: FileRow[] = [];
  let after = call.query.after;
  do {
    const page = await readFiles(table, submission.id, { after, limit: limit - files.length });
    files.push(...page.files.filter((file) => state === undefined || file.state === state));
    after = page.next;
  } while (after !== undefined && files.length < limit);
  return ok({
    files: files.map((file) => fileView(config.SITE_URL, submission, file)),
    ...(after !== undefined && { next: after }),
  });
}

/** Before that, not even the names of open data are anybody else's. */
const isReleased = (submission: SubmissionRow): boolean => hasSucceeded(submission, 'https_release');

export async function getContent(call: Call<Routes['getContent']>): Promise<Reply> {
  const { ref = '', name = '' } = call.params;
  const submission = await findSubmission(table, ref);
  const visible = submission !== undefined && isReleased(submission) && isPublic(submission, new Date());
  if (!visible && call.principal === undefined) {
    throw unauthenticated('This file is not public. Send a token of somebody who may see its submission.');
  }
  if (submission === undefined || !(visible || (call.principal && mayRead(call.principal, submission)))) {
    throw noSuchSubmission(ref);
  }
  const file = await getFile(table, submission.id, name);
  if (file === undefined) throw notFound(`Submission '${ref}' has no file '${name}'.`);
  if (file.releaseKey === undefined) throw conflict(`'${name}' has not been released: it is ${file.state}.`);
  if (submission.policy === 'open') return redirect(publicUrl(config.SITE_URL, file.releaseKey));
  const { url } = await presignGet({
    bucket: releases,
    key: file.releaseKey,
    ...(file.releaseVersionId !== undefined && { versionId: file.releaseVersionId }),
    fileName: file.name,
    expiresIn: DOWNLOAD_SECONDS,
  });
  return redirect(url);
}

export async function getOutput(call: Call<Routes['getOutput']>): Promise<Reply> {
  const submission = await submissionFor(call, mayRead);
  const { filename = '' } = call.params;
  const outputs = outputsOf(submission);
  const output = outputs.find(({ storedFilename }) => storedFilename === filename);
  if (output === undefined) {
    const names = outputs.map(({ storedFilename }) => storedFilename).join(', ') || 'none';
    throw notFound(`There is no output '${filename}'. Outputs by now: ${names}.`);
  }
  const { url } = await presignGet({
    bucket: releases,
    key: outputKey(submission.id, output),
    fileName: `${submission.id}-${output.storedFilename}`,
    contentType: output.contentType,
    expiresIn: DOWNLOAD_SECONDS,
  });
  return redirect(url);
}
