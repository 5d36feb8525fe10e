import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetadataset } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { newNames } from '../../../domain/staged-names.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';
import { define, type Id, makeService, stage, stageFile, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let admin: Somebody;

/** People and groups of this site were made before it chose names of its own. */
beforeAll(async () => {
  const prefixes = { submission: 'CDS-', metadataset: 'CDM-', file: 'CDF-', service: 'CDP-' };
  site = await startDatametaSite({ SITE_IDS: JSON.stringify({ ...prefixes, digits: 10 }) });
  admin = await site.person(await site.group('Lab'), 'ada', { siteAdmin: true });
  await define(site, admin, { name: 'FileR1', isFile: true });
});

afterAll(() => site.close());

it('new records get the site’s own prefixes and digits', async () => {
  const file = await stageFile(site, admin, 'a.txt');
  const set = await stage(site, admin, { FileR1: 'a.txt' });
  const submission = await submit(site, admin, [set], [file]);
  const service = await makeService(site, admin, 'archive', [admin]);
  expect([file, set, submission, service].map((id) => id.site.replace(/\d{10}$/, ''))).toEqual([
    'CDF-',
    'CDM-',
    'CDS-',
    'CDP-',
  ]);
});

it('records of before are found by what they were called', async () => {
  const { token, account } = admin;
  const set = {
    ...newNames(SITE_IDS, 'metadataset'),
    submitterId: account.userId,
    submitter: { uuid: account.uuid, siteId: account.siteId },
    record: { FileR1: null },
    createdAt: new Date().toISOString(),
    executions: {},
  };
  await createMetadataset(site.local.table, set);
  const found = await site.ask<{ id: Id }>(`GET /api/v1/metadatasets/${set.siteId.toLowerCase()}`, { token });
  expect([found.status, found.body.id]).toEqual([200, { uuid: set.uuid, site: set.siteId }]);
  const user = await site.ask<{ id: Id }>(`GET /api/v1/users/${account.siteId}`, { token });
  expect([user.status, user.body.id.uuid]).toEqual([200, account.uuid]);
});
