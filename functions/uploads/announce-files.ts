import { randomUUID } from 'node:crypto';
import { isStaged } from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import { type FileRow, getFiles, announceFiles as recordAnnouncements } from '../../adapters/dynamodb/file-store.ts';
import { listInputs } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { getSubmission, noSuchSubmission, resolveId } from '../../adapters/dynamodb/submission-store.ts';
import { createUpload } from '../../adapters/s3/multipart.ts';
import { partRanges, partSizeFor } from '../../adapters/s3/part-plan.ts';
import { presignPart, presignPut } from '../../adapters/s3/presign.ts';
import { mayChange, refusalOf } from '../../domain/account/permissions.ts';
import { conflict } from '../../domain/errors.ts';
import {
  type AnnouncedFile,
  checkAnnouncement,
  checkOpenForUpload,
  planUpload,
  replacedInput,
  takesInputs,
  type UploadPlan,
} from '../../domain/file/announce.ts';
import { formatStagedUpload, formatUpload } from '../../domain/file/upload-reference.ts';
import { noSuchInput } from '../../domain/gateway/input.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { uploads } from './buckets.ts';
import type { routes } from './routes.ts';
import { config, URL_SECONDS } from './store.ts';

/** Part URLs that an announcement brings along; most clients send no more than so many parts at once. */
const FIRST_PARTS = 16;

/** A file with how it is to be uploaded. */
export interface Prepared {
  row: FileRow;
  plan: UploadPlan;
  partSize?: number;
}

type Announce = Call<(typeof routes)['announceFiles']>;

/** Announcements of the same files at once: whoever comes second finds what the first has begun, and goes on with it. */
const TRIES = 3;

/** Announces files: two reads side by side, one transaction, and signatures that cost no call. */
export async function announceFiles(call: Announce): Promise<Reply> {
  const ref = call.params['ref'] ?? '';
  const resolved = await resolveId(table, ref);
  if (resolved === undefined) throw noSuchSubmission(ref);
  let taken: FileRow[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const prepared = await prepareAll(call, ref, resolved);
    taken = await record(prepared);
    if (taken.length === 0) return ok({ files: await Promise.all(prepared.map(describe)) });
  }
  const names = taken.map((file) => file.name).join(', ');
  throw conflict(`Nothing was announced: somebody else has just announced or uploaded ${names}. Announce the rest.`);
}

/** As submission and files stand now. @throws DomainError where they cannot be announced */
async function prepareAll(call: Announce, ref: string, resolved: { id: string; uuid?: string }): Promise<Prepared[]> {
  const announced = call.body.files;
  const [submission, rows] = await Promise.all([
    getSubmission(table, resolved.id),
    getFiles(
      table,
      resolved.id,
      announced.map((file) => file.name),
    ),
  ]);
  const isOther = submission === undefined || (resolved.uuid !== undefined && resolved.uuid !== submission.uuid);
  if (isOther) throw noSuchSubmission(ref);
  if (!mayChange(call.principal, submission)) throw refusalOf(call.principal, submission, noSuchSubmission(ref));
  checkOpenForUpload(submission);
  if (takesInputs(submission)) await checkInputsExist(submission.id, announced, rows);
  checkAnnouncement(announced, rows);
  return Promise.all(
    announced.map((file) => {
      const row = rows.get(file.name) as FileRow;
      return prepare(row, planUpload(row, file, randomUUID(), config.MULTIPART_THRESHOLD_BYTES));
    }),
  );
}

async function checkInputsExist(id: string, announced: readonly AnnouncedFile[], rows: ReadonlyMap<string, FileRow>) {
  const unknown = announced.find(({ name }) => !rows.has(name));
  if (unknown === undefined) return;
  const paths = (await listInputs(table, id)).map(({ key }) => key);
  throw noSuchInput(unknown.name, paths);
}

/** Opens the upload in parts, where the file needs one. */
export async function prepare(row: FileRow, plan: UploadPlan): Promise<Prepared> {
  if (!plan.multipart) return { row, plan };
  const partSize = row.uploadId !== undefined && row.uploadId === plan.uploadId ? row.partSize : undefined;
  const uploadId = plan.uploadId ?? (await createUpload({ bucket: uploads, key: plan.objectKey }));
  return {
    row,
    plan: { ...plan, uploadId },
    partSize: partSize ?? partSizeFor(plan.file.size, config.MULTIPART_PART_BYTES),
  };
}

/** @returns the files that somebody else has changed since they were read; nothing is announced then */
const record = (prepared: readonly Prepared[]): Promise<FileRow[]> =>
  recordAnnouncements(
    table,
    prepared.map((one) => ({
      file: one.row,
      changes: { ...announcementOf(one), ...replacedInput(one.row, one.plan.file) },
    })),
  );

/** The name of a file's upload in URLs. */
export const uploadNameOf = (row: FileRow): string =>
  isStaged(row) ? formatStagedUpload(row.uuid) : formatUpload({ submissionId: row.submissionId, fileKey: row.key });

/** What the uploader is told. */
export async function describe({ row, plan, partSize }: Prepared): Promise<object> {
  const upload = uploadNameOf(row);
  const { objectKey, file, uploadId } = plan;
  if (uploadId === undefined || partSize === undefined) {
    const { url, method, headers, expiresAt } = await presignPut({
      bucket: uploads,
      key: objectKey,
      expiresIn: URL_SECONDS,
      size: file.size,
      ifNoneMatch: true,
      ...(file.sha256 !== undefined && { sha256Hex: file.sha256 }),
      ...(row.checksum?.algorithm === 'sha256' && { sha256Hex: row.checksum.value }),
      ...(row.checksum?.algorithm === 'md5' && { md5Hex: row.checksum.value }),
    });
    return { name: file.name, upload, method, url, headers, expiresAt: expiresAt.toISOString() };
  }
  const ranges = partRanges(file.size, partSize);
  const first = await signPartUrls(
    objectKey,
    uploadId,
    ranges.slice(0, FIRST_PARTS).map((range) => range.partNumber),
  );
  return { name: file.name, upload, partSize, partCount: ranges.length, ...first };
}

/** What the record of an announced file takes over. */
export const announcementOf = ({ plan, partSize }: Prepared) => ({
  objectKey: plan.objectKey,
  declaredSize: plan.file.size,
  declaredSha256: plan.file.sha256,
  uploadId: plan.uploadId,
  partSize,
});

/** URLs for parts; no call to AWS. */
export async function signPartUrls(key: string, uploadId: string, partNumbers: readonly number[]) {
  const signed = await Promise.all(
    partNumbers.map((partNumber) =>
      presignPart({ bucket: uploads, key, uploadId, partNumber, expiresIn: URL_SECONDS }),
    ),
  );
  return {
    parts: signed.map(({ url }, index) => ({ partNumber: partNumbers[index], url })),
    expiresAt: (signed[0]?.expiresAt ?? new Date()).toISOString(),
  };
}
