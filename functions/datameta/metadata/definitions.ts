import { randomUUID } from 'node:crypto';
import {
  type Metadatum,
  putMetadatum,
  listMetadata as readMetadata,
} from '../../../adapters/dynamodb/datameta/metadata-store.ts';
import { findService } from '../../../adapters/dynamodb/datameta/service-store.ts';
import { holdSubmittedValues } from '../../../adapters/dynamodb/datameta/unique-values.ts';
import { compilePythonPattern } from '../../../adapters/python/compile-pattern.ts';
import { conflict, notFound } from '../../../domain/errors.ts';
import { type DefinitionContext, type DefinitionRequest, definitionFrom } from '../../../domain/metadata/definition.ts';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import { formerNamesOf } from '../../../domain/metadata/renamed.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { metadataRoutes } from '../routes/metadata.ts';

type Routes = typeof metadataRoutes;

export async function listMetadata(_call: Call<Routes['listMetadata']>): Promise<Reply> {
  return ok((await readMetadata(table)).map(metadatumView));
}

export async function createMetadatum({ body }: Call<Routes['createMetadatum']>): Promise<Reply> {
  const [existing, service] = await Promise.all([readMetadata(table), serviceOf(body)]);
  const stated = definitionFrom(body, contextOf(randomUUID(), service, existing));
  const metadatum: Metadatum = { ...stated, formerNames: [], revision: 1 };
  if (!(await putMetadatum(table, metadatum))) throw changedMeanwhile();
  return ok(metadatumView(metadatum));
}

export async function updateMetadatum({ body, params }: Call<Routes['updateMetadatum']>): Promise<Reply> {
  const uuid = canonicalUuid(params['id'] ?? '');
  const existing = await readMetadata(table);
  const before = existing.find((metadatum) => metadatum.uuid === uuid);
  if (before === undefined) throw notFound('There is no such metadatum.');
  const stated = definitionFrom(body, contextOf(before.uuid, await serviceOf(body), existing));
  const metadatum: Metadatum = {
    ...stated,
    formerNames: formerNamesOf(before, stated.name),
    revision: before.revision + 1,
  };
  const becomesUnique = metadatum.isSiteUnique && !before.isSiteUnique;
  const began = Date.now();
  if (becomesUnique) await holdSubmittedValues(table, metadatum, 0);
  if (!(await putMetadatum(table, metadatum))) throw changedMeanwhile();
  // what was submitted under the old definition while the first pass ran
  if (becomesUnique) await holdSubmittedValues(table, metadatum, began - REQUEST_MS);
  return ok(metadatumView(metadatum));
}

/** A request lasts 30 s at most: what was submitted longer ago is in the lists. */
const REQUEST_MS = 60_000;

const changedMeanwhile = () => conflict('The metadatum was changed by somebody else at the same time. Read it again.');

/** The service that a request names; an empty text names none. */
async function serviceOf({ serviceId }: DefinitionRequest): Promise<Named | null> {
  if (serviceId === null || serviceId === '') return null;
  const service = await findService(table, serviceId);
  if (service === undefined) throw notFound('The specified service does not exist.');
  return { uuid: service.uuid, siteId: service.siteId };
}

/** Records of former times have their values under a former name, so that nothing else can have it. */
const contextOf = (uuid: string, service: Named | null, existing: readonly Metadatum[]): DefinitionContext => ({
  uuid,
  service,
  others: existing.flatMap((other) => [other.name, ...other.formerNames].map((name) => ({ uuid: other.uuid, name }))),
  compile: compilePythonPattern,
});

const metadatumView = (metadatum: Metadatum) => ({
  id: { uuid: metadatum.uuid },
  name: metadatum.name,
  regexDescription: metadatum.regexDescription,
  longDescription: metadatum.longDescription,
  example: metadatum.example,
  regExp: metadatum.regExp,
  dateTimeFmt: metadatum.dateTimeFmt,
  isMandatory: metadatum.isMandatory,
  order: metadatum.order,
  isFile: metadatum.isFile,
  isSubmissionUnique: metadatum.isSubmissionUnique,
  isSiteUnique: metadatum.isSiteUnique,
  serviceId: metadatum.service && identifierOf(metadatum.service),
});
