import { listMetadata } from '../../../adapters/dynamodb/datameta/metadata-store.ts';
import { createMetadataset as writeMetadataset } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { unavailable } from '../../../domain/errors.ts';
import type { Metadataset, RecordValues } from '../../../domain/metadata/metadataset.ts';
import { parseKeepingNumbers } from '../../../domain/metadata/python-value.ts';
import { acceptRecord } from '../../../domain/metadata/record.ts';
import { newNames } from '../../../domain/staged-names.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { rulesOf } from '../rules.ts';
import { config } from '../store.ts';
import { stagedView } from './view.ts';

export async function createMetadataset(call: Call<(typeof metadatasetsRoutes)['createMetadataset']>): Promise<Reply> {
  const rules = rulesOf(await listMetadata(table));
  const record = acceptRecord(recordOf(call.rawBody), rules.regular);
  const set = await create(() => newMetadataset(call.principal, record));
  return ok(stagedView(set, rules));
}

/** The record of a body that has been checked to have one, numbers as they are written: 1.0 is not 1. */
export const recordOf = (rawBody: Buffer): Record<string, unknown> =>
  (parseKeepingNumbers(rawBody.toString('utf8')) as { record: Record<string, unknown> }).record;

/** Of eight digits, as usual, one in 100,000,000 is taken for each metadataset that there is. */
const DRAWS = 10;

async function create(make: () => Metadataset): Promise<Metadataset> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const set = make();
    if (await writeMetadataset(table, set)) return set;
  }
  throw noSiteId();
}

export const noSiteId = () =>
  unavailable('No free site id was found for the metadataset. Try again.', { retryAfter: 1 });

export const newMetadataset = ({ userId, uuid, siteId }: Principal, record: RecordValues): Metadataset => ({
  ...newNames(config.SITE_IDS, 'metadataset'),
  submitterId: userId,
  submitter: { uuid, siteId },
  record,
  createdAt: new Date().toISOString(),
  executions: {},
});
