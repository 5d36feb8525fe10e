import { findStagedFile, type StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { getDownload, putDownload } from '../../../adapters/dynamodb/download-store.ts';
import { getFile } from '../../../adapters/dynamodb/file-store.ts';
import type { Bucket } from '../../../adapters/s3/client.ts';
import { presignGet } from '../../../adapters/s3/presign.ts';
import { randomText } from '../../../domain/account/token.ts';
import { notFound } from '../../../domain/errors.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { releases, uploads } from '../buckets.ts';
import { identifierOf } from '../identifier.ts';
import type { filesRoutes } from '../routes/files.ts';
import { config } from '../store.ts';
import { isSubmitted, visibleFile } from './access.ts';

const SECRET_LENGTH = 64;
const MINUTE_MS = 60_000;
/** Dates end in the year 275760; nobody waits for so long. */
const LONGEST_MINUTES = 100 * 365 * 24 * 60;

/** A URL of our own, so that it can live as long as is asked, though S3's live a week and role credentials hours. */
export async function getFileUrl(call: Call<(typeof filesRoutes)['getFileUrl']>): Promise<Reply> {
  const { file } = await visibleFile(call.principal, call.params);
  if (file.contentUploaded !== true) throw notFound('No data has been uploaded for this file, or it is not confirmed.');
  const minutes = Math.min(call.query.expires, LONGEST_MINUTES);
  const expiresAt = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
  const secret = randomText(SECRET_LENGTH);
  await putDownload(table, secret, { fileUuid: file.uuid, expiresAt });
  const fileUrl = `${config.SITE_URL}/api/v1/download/${secret}`;
  const expires = expiresAt.replace(/Z$/, '+00:00');
  const answer = ok({ fileId: identifierOf(file), fileUrl, expires, checksum: file.md5 });
  return call.query.redirect ? { ...answer, status: 307, headers: { location: fileUrl } } : answer;
}

/** Seconds that S3's own URL lives: it is followed at once. */
const FOLLOW_SECONDS = 300;

export async function download(call: Call<(typeof filesRoutes)['download']>): Promise<Reply> {
  const missing = () => notFound('There is no download here, or its time is over. Ask for a new URL.');
  const found = await getDownload(table, call.params['token'] ?? '', new Date());
  const file = found && (await findStagedFile(table, found.fileUuid));
  if (file === undefined) throw missing();
  const place = await placeOf(file);
  if (place === undefined) throw missing();
  const { url } = await presignGet({
    ...place,
    expiresIn: FOLLOW_SECONDS,
    fileName: file.name,
    contentType: 'application/octet-stream',
  });
  return { status: 307, headers: { location: url } };
}

/** Where the bytes are: with the released data once they are released, as they were uploaded until then. */
async function placeOf(file: StagedFileRow): Promise<{ bucket: Bucket; key: string; versionId: string } | undefined> {
  const part =
    file.claim !== undefined && (await isSubmitted(file)) ? await getFile(table, file.claim, file.name) : undefined;
  if (part?.releaseKey !== undefined && part.releaseVersionId !== undefined) {
    return { bucket: releases, key: part.releaseKey, versionId: part.releaseVersionId };
  }
  const { objectKey: key, versionId } = file;
  return key === undefined || versionId === undefined ? undefined : { bucket: uploads, key, versionId };
}
