import { listMetadata, type Metadatum } from '../../../adapters/dynamodb/datameta/metadata-store.ts';
import { asTheyCount } from '../../../adapters/dynamodb/datameta/metadataset-claims.ts';
import { findMetadatasets, type MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { listServices } from '../../../adapters/dynamodb/datameta/service-store.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { forbidden, notFound } from '../../../domain/errors.ts';
import { maySeeMetadataset, type Viewer } from '../../../domain/metadata/metadataset.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import type { MetadataRules } from '../../../domain/metadata/rules.ts';
import { isUserOf, type Service } from '../../../domain/metadata/service.ts';
import { table } from '../../table.ts';
import { rulesOf } from '../rules.ts';

/** What every answer about metadatasets depends on: the definitions, the services, and who asks. */
export interface Context {
  definitions: readonly Metadatum[];
  rules: MetadataRules;
  services: readonly Service[];
  viewer: Viewer;
}

/** Two calls, side by side. */
export async function readContext(principal: Principal): Promise<Context> {
  const [definitions, services] = await Promise.all([listMetadata(table), listServices(table)]);
  const own = services.filter((service) => isUserOf(service, principal)).map(({ uuid }) => uuid);
  const { userId, groupId, siteRead } = principal;
  return {
    definitions,
    rules: rulesOf(definitions),
    services,
    viewer: { userId, groupId, siteRead, ownServices: new Set(own) },
  };
}

export const unknownSet = () => notFound('There is no such metadataset.');
export const notYours = () => forbidden('This metadataset is not yours to see.');

/** One metadataset as it counts now, whoever may see it. */
export async function findOne(reference: string): Promise<MetadatasetRow> {
  const row = (await findMetadatasets(table, [reference])).get(reference);
  const [set] = await asTheyCount(table, row === undefined ? [] : [row]);
  if (set === undefined) throw unknownSet();
  return set;
}

/** One metadataset that the caller may see, with what its answer depends on. */
export async function readVisible(
  principal: Principal,
  reference: string,
): Promise<{ set: MetadatasetRow; context: Context }> {
  const [found, context] = await Promise.all([findOne(reference), readContext(principal)]);
  if (!maySeeMetadataset(context.viewer, found)) throw notYours();
  return { set: underCurrentNames(found, context.definitions), context };
}
