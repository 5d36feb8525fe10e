import { buffer } from 'node:stream/consumers';
import { type FileRow, listFiles as readFiles } from '../../adapters/dynamodb/file-store.ts';
import { fileNamed, listInputs } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { findSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { attachment } from '../../adapters/s3/disposition.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import { presignGet } from '../../adapters/s3/presign.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { conflict, gone, notFound, unauthenticated } from '../../domain/errors.ts';
import { type Output, outputKey, outputsOf, publicUrl } from '../../domain/submission/outputs.ts';
import { hasSucceeded, isPublic } from '../../domain/submission/submission.ts';
import { type Call, ok, type Reply, redirect } from '../http/route.ts';
import { table } from '../table.ts';
import { releases } from './buckets.ts';
import type { routes } from './routes.ts';
import { config, DOWNLOAD_SECONDS, submissionFor } from './store.ts';
import { fileView, submissionView } from './views.ts';

type Routes = typeof routes;

export async function getSubmission(call: Call<Routes['getSubmission']>): Promise<Reply> {
  return ok(await viewOf(await submissionFor(call, mayRead)));
}

/** One call more for a submission to an assignment: its inputs are told with it. */
export const viewOf = async (submission: SubmissionRow): Promise<object> =>
  submissionView(submission, submission.door === 'gateway' ? await listInputs(table, submission.id) : []);

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
  const file = await fileNamed(table, submission, name);
  if (file === undefined) throw notFound(`Submission '${ref}' has no file '${name}'.`);
  if (file.state === 'removed') throw gone(`'${name}' was kept as long as its specification says, and removed.`);
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
  return (await smallOutput(submission, output)) ?? redirect(await outputUrl(submission, output));
}

/** A function answers 6 MB at most, in base64: clients that follow no redirect get what fits. */
const SENT_BYTES = 4 * 1024 ** 2;

async function smallOutput({ id }: SubmissionRow, output: Output): Promise<Reply | undefined> {
  const { stream, size } = await openObject({ bucket: releases, key: outputKey(id, output) });
  if (size > SENT_BYTES) {
    stream.destroy();
    return undefined;
  }
  return {
    status: 200,
    bytes: await buffer(stream),
    headers: {
      'content-type': output.contentType,
      'content-disposition': attachment(fileNameOf(id, output)),
      // some outputs are pages, made of strangers' data: opened under this site's name they can do nothing
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    },
  };
}

const fileNameOf = (id: string, { storedFilename }: Output): string => `${id}-${storedFilename}`;

async function outputUrl({ id }: SubmissionRow, output: Output): Promise<string> {
  const { url } = await presignGet({
    bucket: releases,
    key: outputKey(id, output),
    fileName: fileNameOf(id, output),
    contentType: output.contentType,
    expiresIn: DOWNLOAD_SECONDS,
  });
  return url;
}
