import { randomBytes } from 'node:crypto';
import { deleteTogether } from '../../../adapters/dynamodb/datameta/delete-records.ts';
import { findStagedFiles, type StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { inTurn } from '../../../adapters/dynamodb/in-turn.ts';
import { deleteObject } from '../../../adapters/s3/objects.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { type Call, noContent, type Reply } from '../../http/route.ts';
import { log } from '../../log.ts';
import { notModifiable } from '../error-shape.ts';
import { identifierOf } from '../identifier.ts';
import type { filesRoutes } from '../routes/files.ts';
import { table, uploads } from '../store.ts';
import { newDraft } from '../submissions/draft.ts';
import { deletable } from './access.ts';

export const deleteFile = (call: Call<(typeof filesRoutes)['deleteFile']>): Promise<Reply> =>
  deleteAll(call.principal, [call.params['id'] ?? '']);

export const deleteFiles = (call: Call<(typeof filesRoutes)['deleteFiles']>): Promise<Reply> =>
  deleteAll(call.principal, call.body.fileIds);

const DELETIONS_AT_ONCE = 16;

async function deleteAll(principal: Principal, references: readonly string[]): Promise<Reply> {
  const files = await deletable(principal, references, await findStagedFiles(table, references));
  const [first] = files;
  if (first === undefined) return noContent();
  if (!(await deleteTogether(table, files, () => newDraft(principal, randomBytes)))) {
    throw notModifiable(identifierOf(first));
  }
  await inTurn(files, DELETIONS_AT_ONCE, deleteBytes);
  return noContent();
}

/** The record has gone, and nobody finds the bytes without it: what cannot be deleted now expires by itself. */
async function deleteBytes({ objectKey, versionId, uuid }: StagedFileRow): Promise<void> {
  if (objectKey === undefined) return;
  try {
    await deleteObject({ bucket: uploads, key: objectKey, ...(versionId !== undefined && { versionId }) });
  } catch (error) {
    log.warn('bytes of a deleted file are left to expire', { file: uuid, error });
  }
}
