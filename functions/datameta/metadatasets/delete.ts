import { randomBytes } from 'node:crypto';
import { deleteTogether } from '../../../adapters/dynamodb/datameta/delete-records.ts';
import { asTheyCount } from '../../../adapters/dynamodb/datameta/metadataset-claims.ts';
import { findMetadatasets, type MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { forbidden } from '../../../domain/errors.ts';
import { type Call, noContent, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { notModifiable } from '../error-shape.ts';
import { identifierOf } from '../identifier.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { newDraft } from '../submissions/draft.ts';
import { unknownSet } from './context.ts';

type Routes = typeof metadatasetsRoutes;

export const deleteMetadataset = (call: Call<Routes['deleteMetadataset']>): Promise<Reply> =>
  deleteAll(call.principal, [call.params['id'] ?? '']);

export const deleteMetadatasets = (call: Call<Routes['deleteMetadatasets']>): Promise<Reply> =>
  deleteAll(call.principal, call.body.metadatasetIds);

/** All or nothing: the first that is unknown, another's or submitted, in the order of the request, refuses all. */
async function deleteAll(principal: Principal, references: readonly string[]): Promise<Reply> {
  const sets = await pendingOnes(principal, [...new Set(references)]);
  if (sets.length > 0 && !(await deleteTogether(table, sets, () => newDraft(principal, randomBytes)))) {
    // what changed meanwhile is told as it is now
    const [first] = await pendingOnes(principal, references);
    if (first !== undefined) throw notModifiable(identifierOf(first));
  }
  return noContent();
}

async function pendingOnes(principal: Principal, references: readonly string[]): Promise<MetadatasetRow[]> {
  const found = await findMetadatasets(table, references);
  const rows = [...new Map([...found.values()].map((row) => [row.uuid, row])).values()];
  const counted = new Map((await asTheyCount(table, rows)).map((row) => [row.uuid, row]));
  for (const reference of references) {
    const set = counted.get(found.get(reference)?.uuid ?? '');
    if (set === undefined) throw unknownSet();
    if (set.submitterId !== principal.userId) throw forbidden('This metadataset is not yours.');
    if (set.submission !== undefined) throw notModifiable(identifierOf(set));
  }
  return [...counted.values()];
}
