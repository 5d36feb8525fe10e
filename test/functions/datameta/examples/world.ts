import { createPasswordLinkStore } from '../../../../adapters/dynamodb/password-link-store.ts';
import { createUserStore } from '../../../../adapters/dynamodb/user-store.ts';
import { createPasswords } from '../../../../adapters/passwords/scrypt.ts';
import { define, type Id, makeService, stage, stageFile } from '../data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from '../site.ts';

export const PASSWORD = 'Correct-Horse-7';

/** The metadatum of the document, as it is answered there. */
export const LAB_ID = {
  name: 'Lab-ID',
  isMandatory: true,
  order: 100,
  isFile: false,
  isSubmissionUnique: false,
  isSiteUnique: true,
  regexDescription: null,
  longDescription: 'The sample ID as used by the submitting laboratory',
  example: 'AB45',
  regExp: null,
  dateTimeFmt: null,
  serviceId: null,
};

export interface ExampleWorld {
  site: DatametaSite;
  admin: Somebody;
  ada: Somebody;
  /** site ids, or UUIDs where there is none, by the names that paths and bodies of examples use */
  ids: Record<string, string>;
}

/** The site whose document it is: prefixes and metadata as there. */
export async function makeExampleWorld(): Promise<ExampleWorld> {
  const prefixes = { file: 'CDF-', metadataset: 'CDM-', service: 'CDP-' };
  const site = await startDatametaSite({ SITE_IDS: JSON.stringify(prefixes) });
  const lab = await site.group('Lab');
  const admin = await site.person(lab, 'admin', { siteAdmin: true });
  const ada = await site.person(lab, 'ada', { siteRead: true });
  await setPassword(site, ada);
  const [setting, key] = await Promise.all([
    site.ask<{ id: Id }[]>('GET /api/v1/appsettings', { token: admin.token }),
    site.ask<{ id: Id }>('POST /api/v1/keys', { token: ada.token, json: { label: 'to delete' } }),
  ]);
  const [assembly, ena] = [
    await makeService(site, admin, 'Assembly', []),
    await makeService(site, admin, 'ENA', [ada]),
  ];
  const ids = {
    ada: ada.account.siteId,
    lab: lab.siteId,
    setting: setting.body[0]?.id.uuid ?? '',
    key: key.body.id.uuid,
    service: assembly.site,
    ena: ena.site,
  };
  return { site, admin, ada, ids: { ...ids, ...(await makeRecords(site, admin, ada, ena)) } };
}

async function setPassword(site: DatametaSite, { account }: Somebody): Promise<void> {
  const { table } = site.local;
  await createUserStore(table).setPassword(account, await createPasswords().hash(PASSWORD));
  await createPasswordLinkStore(table).add('token-of-a-mail', {
    userId: account.userId,
    passwordVersion: 3,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  });
}

/** What examples read, delete and submit: each something of its own. */
async function makeRecords(site: DatametaSite, admin: Somebody, ada: Somebody, ena: Id) {
  const { regexDescription: _, regExp: __, dateTimeFmt: ___, ...labId } = LAB_ID;
  const [uuid = ''] = await define(
    site,
    admin,
    labId,
    { name: 'ZIPCode', regExp: '[0-9]{3}$', regexDescription: 'The first three digits', order: 200 },
    { name: 'FileR1', isFile: true, order: 300 },
    { name: 'CoGDat-ENA-ID', serviceId: ena.uuid, order: 400 },
  );
  const set = (name: string, more = {}) => stage(site, ada, { 'Lab-ID': name, ...more });
  const [first, second, third] = [await set('AB45', { FileR1: 'r1.fq.gz' }), await set('AB46'), await set('AB47')];
  const files = [
    await stageFile(site, ada, 'r1.fq.gz'),
    await stageFile(site, ada, 'x'),
    await stageFile(site, ada, 'y'),
  ];
  const [file, fileToGo, fileToGoToo] = files.map(({ site: id }) => id);
  return {
    metadatum: uuid,
    set: first.site,
    setToGo: second.site,
    setToGoToo: third.site,
    file: file ?? '',
    fileToGo: fileToGo ?? '',
    fileToGoToo: fileToGoToo ?? '',
  };
}
