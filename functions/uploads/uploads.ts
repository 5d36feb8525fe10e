import { changeStagedFile, findStagedFile, isStaged } from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import { type FileRow, getFile, updateFile } from '../../adapters/dynamodb/file-store.ts';
import { UploadMissing } from '../../adapters/s3/errors.ts';
import {
  abortUpload as abort,
  completeUpload as complete,
  listParts,
  type UploadedPart,
} from '../../adapters/s3/multipart.ts';
import { partRanges } from '../../adapters/s3/part-plan.ts';
import { mayChange, refusalOf } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { conflict, type DomainError, invalid, notFound } from '../../domain/errors.ts';
import { parseStagedUpload, parseUpload } from '../../domain/file/upload-reference.ts';
import { type Call, noContent, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { signPartUrls, uploadNameOf } from './announce-files.ts';
import { arrive, arriveIfStored, finishArrival } from './arrive.ts';
import { uploads } from './buckets.ts';
import type { routes } from './routes.ts';

type UploadCall = { principal: Principal; params: Readonly<Record<string, string>> };

async function fileOf(call: UploadCall): Promise<FileRow> {
  const text = call.params['upload'] ?? '';
  const missing = () => notFound(`There is no upload '${text}', or it is not yours. Announce the file first.`);
  const staged = parseStagedUpload(text);
  if (staged !== undefined) return stagedFileOf(call.principal, staged, missing);
  const reference = parseUpload(text);
  const file = reference && (await getFile(table, reference.submissionId, reference.fileKey));
  if (file === undefined) throw missing();
  if (!mayChange(call.principal, file)) throw refusalOf(call.principal, file, missing());
  return file;
}

/** Before its submission a file is its owner's alone, and nobody uploads what is final. */
async function stagedFileOf(principal: Principal, uuid: string, missing: () => DomainError): Promise<FileRow> {
  const file = await findStagedFile(table, uuid);
  if (file === undefined || file.submitterId !== principal.userId) throw missing();
  if (file.contentUploaded === true) throw conflict(`'${file.name}' is confirmed: its data is final.`);
  return file;
}

/** Of a file whose upload in parts is open. */
function openUpload(file: FileRow) {
  const { objectKey, uploadId, partSize, declaredSize } = file;
  if (objectKey === undefined || uploadId === undefined || partSize === undefined || declaredSize === undefined) {
    const state = file.state === 'announced' ? 'uploaded with one PUT' : file.state;
    throw conflict(`'${file.name}' has no upload in parts: it is ${state}.`);
  }
  return { objectKey, uploadId, partSize, size: declaredSize };
}

export async function getUpload(call: Call<(typeof routes)['getUpload']>): Promise<Reply> {
  const file = await fileOf(call);
  const { objectKey, uploadId } = file;
  if (objectKey === undefined || uploadId === undefined) return ok(describe(file));
  try {
    return ok(describe(file, await listParts({ bucket: uploads, key: objectKey, uploadId })));
  } catch (error) {
    if (!(error instanceof UploadMissing)) throw error;
    await settleLost(file);
    return ok(describe(await fileOf(call)));
  }
}

/** S3 has no such upload any more: either its parts were put together and nobody could say so, or it has expired. */
async function settleLost(file: FileRow): Promise<void> {
  if (!(await arriveIfStored(table, uploads, file))) await forget(file);
}

/** The file can be announced again, from the beginning. @returns false where it has arrived or was announced anew */
async function forget(file: FileRow): Promise<boolean> {
  const asRead = { state: 'announced' as const, ...(file.objectKey !== undefined && { objectKey: file.objectKey }) };
  const announcement = { objectKey: undefined, uploadId: undefined, partSize: undefined };
  const declaration = { declaredSize: undefined, declaredSha256: undefined };
  const changes = { state: 'expected' as const, ...announcement, ...declaration };
  if (isStaged(file)) return (await changeStagedFile(table, file, changes)) !== undefined;
  return updateFile(table, file, changes, asRead);
}

function describe(file: FileRow, parts?: readonly UploadedPart[]): object {
  const { name, state, partSize, declaredSize } = file;
  return {
    name,
    upload: uploadNameOf(file),
    state,
    size: file.size ?? declaredSize ?? null,
    ...(parts && { partSize, partCount: partRanges(declaredSize ?? 0, partSize ?? 1).length }),
    ...(parts && { parts: parts.map(({ partNumber, size }) => ({ partNumber, size })) }),
  };
}

export async function signParts(call: Call<(typeof routes)['signParts']>): Promise<Reply> {
  const { objectKey, uploadId, partSize, size } = openUpload(await fileOf(call));
  const last = partRanges(size, partSize).length;
  const wrong = call.body.partNumbers.find((partNumber) => partNumber > last);
  if (wrong !== undefined)
    throw invalid(`There is no part ${wrong}: ${size} bytes in parts of ${partSize} make ${last}.`);
  return ok(await signPartUrls(objectKey, uploadId, call.body.partNumbers));
}

export async function completeUpload(call: Call<(typeof routes)['completeUpload']>): Promise<Reply> {
  const file = await fileOf(call);
  // the answer to a completion that took long is easily lost: asking again is fine
  if (file.versionId !== undefined) {
    if (file.state === 'arrived' && !isStaged(file)) await finishArrival(table, file);
    return ok(describe(file));
  }
  const { objectKey, uploadId, partSize, size } = openUpload(file);
  const whole = { bucket: uploads, key: objectKey, uploadId, size, partSize, ifNoneMatch: true };
  const stored = await complete(whole).catch(async (error: unknown) => {
    if (error instanceof UploadMissing) await forget(file);
    throw error;
  });
  if (stored.versionId === undefined) throw new Error('The upload bucket does not keep versions.');
  await arrive(table, file, { versionId: stored.versionId, size: stored.size });
  return ok(describe({ ...file, state: 'arrived', size: stored.size }));
}

export async function abortUpload(call: Call<(typeof routes)['abortUpload']>): Promise<Reply> {
  const file = await fileOf(call);
  if (file.state === 'expected') return noContent();
  if (file.state !== 'announced') throw conflict(`'${file.name}' is ${file.state}: its upload cannot be given up.`);
  if (file.uploadId !== undefined && file.objectKey !== undefined) {
    await abort({ bucket: uploads, key: file.objectKey, uploadId: file.uploadId });
  }
  if (await forget(file)) return noContent();
  const now = await fileOf(call);
  // the answer to an earlier try may have been lost on its way
  if (now.state === 'expected') return noContent();
  throw conflict(`'${now.name}' is ${now.state}: its upload cannot be given up.`);
}
