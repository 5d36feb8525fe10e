import { randomBytes } from 'node:crypto';
import { deleteTogether } from '../../../adapters/dynamodb/datameta/delete-records.ts';
import { findStagedFiles } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { type Call, noContent, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { notModifiable } from '../error-shape.ts';
import { identifierOf } from '../identifier.ts';
import type { filesRoutes } from '../routes/files.ts';
import { newDraft } from '../submissions/draft.ts';
import { deletable } from './access.ts';

export const deleteFile = (call: Call<(typeof filesRoutes)['deleteFile']>): Promise<Reply> =>
  deleteAll(call.principal, [call.params['id'] ?? '']);

export const deleteFiles = (call: Call<(typeof filesRoutes)['deleteFiles']>): Promise<Reply> =>
  deleteAll(call.principal, call.body.fileIds);

/** The records go; nobody finds the bytes without them, and they expire by themselves. */
async function deleteAll(principal: Principal, references: readonly string[]): Promise<Reply> {
  const files = await deletable(principal, references, await findStagedFiles(table, references));
  const [first] = files;
  if (first === undefined) return noContent();
  if (!(await deleteTogether(table, files, () => newDraft(principal, randomBytes)))) {
    throw notModifiable(identifierOf(first));
  }
  return noContent();
}
