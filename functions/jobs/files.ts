import { buffer } from 'node:stream/consumers';
import { getFile as readFile } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { ObjectMissing } from '../../adapters/s3/errors.ts';
import { type ObjectAddress, openObject } from '../../adapters/s3/objects.ts';
import { presignGet } from '../../adapters/s3/presign.ts';
import { notFound } from '../../domain/errors.ts';
import { inputFile, submissionOfFile } from '../../domain/job/input-name.ts';
import { outputKey, outputsOf } from '../../domain/submission/outputs.ts';
import { type Call, type Reply, redirect } from '../http/route.ts';
import { table } from '../table.ts';
import { releases, uploads } from './buckets.ts';
import { submissionFor } from './read.ts';
import type { routes } from './routes.ts';

/** A function answers with 6 MB at most, and bytes grow by a third on the way. */
const LARGEST_ANSWER_BYTES = 4 * 1024 ** 2;
const DOWNLOAD_SECONDS = 300;
const MISSING = () => notFound('Not found.');

/** A result, or the file that was submitted. Small ones are answered, since clients may not follow to another host. */
export async function getFile(call: Call<(typeof routes)['getFile']>): Promise<Reply> {
  const { file = '' } = call.params;
  const uuid = submissionOfFile(file);
  if (uuid === undefined) throw MISSING();
  const address = await addressOf(await submissionFor(uuid, call.principal), file);
  if (address === undefined) throw MISSING();
  const { stream, size } = await open(address);
  if (size > LARGEST_ANSWER_BYTES) {
    stream.destroy();
    return redirect((await presignGet({ ...address, fileName: file, expiresIn: DOWNLOAD_SECONDS })).url);
  }
  const headers = {
    'content-type': 'application/octet-stream',
    // a page that a job has made must not run as one of ours
    'content-disposition': `inline; filename="${file}"`,
    'content-security-policy': 'sandbox',
  };
  return { status: 200, bytes: await buffer(stream), headers };
}

async function open(address: ObjectAddress): ReturnType<typeof openObject> {
  try {
    return await openObject(address);
  } catch (error) {
    throw error instanceof ObjectMissing ? MISSING() : error;
  }
}

async function addressOf(submission: SubmissionRow, file: string): Promise<ObjectAddress | undefined> {
  const { id, uuid, inputName = '' } = submission;
  const output = outputsOf(submission).find(({ storedFilename }) => storedFilename === file);
  if (output !== undefined) return { bucket: releases, key: outputKey(id, output) };
  if (file !== inputFile(uuid, inputName)) return undefined;
  const record = await readFile(table, id, inputName);
  if (record?.releaseKey !== undefined) {
    const version = record.releaseVersionId === undefined ? {} : { versionId: record.releaseVersionId };
    return { bucket: releases, key: record.releaseKey, ...version };
  }
  if (record?.objectKey === undefined || record.versionId === undefined) return undefined;
  return { bucket: uploads, key: record.objectKey, versionId: record.versionId };
}
