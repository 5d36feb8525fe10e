import { randomUUID } from 'node:crypto';
import {
  changeStagedFile,
  findStagedFile,
  type StagedFileRow,
} from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { type AnnouncedFile, planUpload } from '../../domain/file/announce.ts';
import { stagedEnd } from '../../domain/file/staged-file.ts';
import { stagedKeyOf } from '../../domain/file/upload-reference.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { announcementOf, describe, prepare } from './announce-files.ts';
import type { routes } from './routes.ts';
import { config } from './store.ts';

/**
 * The way to S3 for a file of any size that was announced by itself. Until the file is confirmed it can be uploaded
 * again, as often as is wanted; the same size announced again goes on with an upload that has not ended.
 */
export async function announceStagedFile(call: Call<(typeof routes)['announceStagedFile']>): Promise<Reply> {
  const reference = call.params['id'] ?? '';
  const file = await findStagedFile(table, reference);
  if (file === undefined || file.submitterId !== call.principal.userId) {
    throw notFound(`There is no file '${reference}', or it is not yours. Announce it with POST /api/v1/files.`);
  }
  if (file.contentUploaded === true) throw conflict(`'${file.name}' is confirmed: its data is final.`);
  const prepared = await prepare(file, planOf(file, { name: file.name, ...call.body }));
  const bytes = { state: 'announced' as const, versionId: undefined, size: undefined, proved: undefined };
  // the bytes of an upload that goes on are as old as its beginning
  const isNew = prepared.plan.objectKey !== file.objectKey;
  const changes = {
    ...bytes,
    hashing: undefined,
    ...announcementOf(prepared),
    ...(isNew && { ttl: stagedEnd(new Date(), config.UPLOAD_RETENTION_DAYS) }),
  };
  if ((await changeStagedFile(table, file, changes)) === undefined) {
    throw conflict('The file was changed by another request at the same time. Try again.');
  }
  return ok(await describe(prepared));
}

function planOf(file: StagedFileRow, announced: AnnouncedFile) {
  const { objectKey, ...unsent } = file;
  const nonce = randomUUID();
  const goesOn = file.state === 'announced' ? file : unsent;
  const plan = planUpload(goesOn, announced, nonce, config.MULTIPART_THRESHOLD_BYTES);
  return plan.objectKey === objectKey ? plan : { ...plan, objectKey: stagedKeyOf(file.uuid, nonce, file.name) };
}
