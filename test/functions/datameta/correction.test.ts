import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, type SetAnswer, stage, stageFile, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let submitter: Somebody;
let member: Somebody;
let groupAdmin: Somebody;
let stranger: Somebody;
let reader: Somebody;

beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const other = await site.group('Other');
  const admin = await site.person(other, 'admin', { siteAdmin: true });
  submitter = await site.person(lab, 'submitter');
  member = await site.person(lab, 'member');
  groupAdmin = await site.person(lab, 'group-admin', { groupAdmin: true });
  stranger = await site.person(other, 'stranger', { groupAdmin: true });
  reader = await site.person(other, 'reader', { siteRead: true });
  await define(
    site,
    admin,
    { name: 'ID', isSiteUnique: true, isMandatory: true, regExp: '[A-Z]+', order: 1 },
    { name: 'Tube', isSubmissionUnique: true, order: 2 },
    { name: 'Date', dateTimeFmt: '%d.%m.%Y', order: 3 },
    { name: 'File', isFile: true, order: 4 },
  );
});
afterAll(() => site.close());

const correct = (id: Id, record: object, { token } = submitter) =>
  site.ask<SetAnswer>(`POST /api/v1/metadatasets/${id.site}/correction`, { token, json: { record } });
const read = ({ uuid }: Id) => site.ask<SetAnswer>(`GET /api/v1/metadatasets/${uuid}`, { token: member.token });
async function submitted(...records: object[]): Promise<Id[]> {
  const ids: Id[] = [];
  for (const record of records) ids.push(await stage(site, submitter, record));
  await submit(site, submitter, ids);
  return ids;
}
async function one(record: object): Promise<Id> {
  const [id] = await submitted(record);
  if (id === undefined) throw new Error('Nothing was submitted.');
  return id;
}
const global = 'Violation of global unique constraint';
const within = 'Violation of intra-submission unique constraint';

describe('superseding a submitted metadataset', () => {
  it('keeps both, linked, in the same submission', async () => {
    const old = await one({ ID: 'AA', Date: '01.02.2021' });
    const { status, body } = await correct(old, { ID: 'AA', Date: '02.02.2021' });
    expect(status).toBe(200);
    const before = (await read(old)).body;
    expect(before.record).toEqual({ ID: 'AA', Tube: null, Date: '01.02.2021', File: null });
    expect(body).toMatchObject({ record: { ID: 'AA', Date: '02.02.2021' }, submissionId: before.submissionId });
    expect((await read(body.id)).body).toEqual(body);
    const links = (id: Id) =>
      site.ask<object[]>(`GET /api/v1/metadatasets/${id.uuid}/versions`, { token: member.token });
    const versions = await links(old);
    expect(versions.body).toEqual([
      expect.objectContaining({ id: old, supersedes: null, supersededBy: body.id }),
      expect.objectContaining({ id: body.id, supersedes: old, supersededBy: null }),
    ]);
    const third = await correct(body.id, { ID: 'AA' });
    for (const id of [old, body.id, third.body.id]) {
      expect((await links(id)).body).toMatchObject([{ id: old }, { id: body.id }, { id: third.body.id }]);
    }
  });

  it('lists the correction in its place, and both where asked', async () => {
    const old = await one({ ID: 'AB' });
    const { id } = (await correct(old, { ID: 'AB', Tube: 'new' })).body;
    const uuids = async (path: `/${string}`, query = {}) => {
      const { body } = await site.ask<SetAnswer[]>(`GET ${path}`, { token: member.token, query });
      return body.map((set) => set.id.uuid);
    };
    for (const path of ['/api/v1/metadatasets', '/api/v1/submitted-metadatasets'] as const) {
      expect(await uuids(path)).not.toContain(old.uuid);
      expect(await uuids(path)).toContain(id.uuid);
      expect(await uuids(path, { superseded: 'true' })).toEqual(expect.arrayContaining([old.uuid, id.uuid]));
    }
  });

  it('is for the submitter and the admins of the group', async () => {
    const old = await one({ ID: 'AC' });
    for (const somebody of [member, stranger, reader]) {
      expect((await correct(old, { ID: 'AC' }, somebody)).status).toBe(403);
    }
    const { status, body } = await correct(old, { ID: 'AC', Tube: '1' }, groupAdmin);
    expect([status, body.userId.uuid]).toEqual([200, groupAdmin.account.uuid]);
  });

  it('refuses what is pending, and what was superseded', async () => {
    const pending = await stage(site, submitter, { ID: 'AD' });
    expect((await correct(pending, { ID: 'AD' })).status).toBe(409);
    const old = await one({ ID: 'AE' });
    const { id } = (await correct(old, { ID: 'AE' })).body;
    const again = await correct(old, { ID: 'AE' });
    expect(again).toMatchObject({ status: 409, body: [{ entity: old, message: expect.stringContaining(id.site) }] });
  });

  it('lets one of two at the same time through', async () => {
    const old = await one({ ID: 'AF' });
    const race = await Promise.all(['1', '2', '3'].map((Tube) => correct(old, { ID: 'AF', Tube })));
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  });

  it('checks the record like any other', async () => {
    const old = await one({ ID: 'AG' });
    const { status, body } = await correct(old, { ID: 'a', Zip: '1' });
    expect(status).toBe(400);
    expect(body).toMatchObject([{ field: 'ID' }, { field: 'Zip', message: 'The field was not expected.' }]);
  });

  it('takes a new unique value, and lets the old one go', async () => {
    const old = await one({ ID: 'AH' });
    await one({ ID: 'AI' });
    expect((await correct(old, { ID: 'AI' })).body).toMatchObject([{ entity: old, field: 'ID', message: global }]);
    expect((await correct(old, { ID: 'AJ' })).status).toBe(200);
    const token = submitter.token;
    const refused = await stage(site, submitter, { ID: 'AJ' });
    const submission = { metadatasetIds: [refused.uuid], fileIds: [] };
    const answer = await site.ask('POST /api/v1/submissions', { token, json: submission });
    expect(answer).toMatchObject({ status: 400, body: [{ message: global }] });
    await one({ ID: 'AH' });
  });

  it('keeps values apart that must differ within the submission', async () => {
    const [first, second] = await submitted({ ID: 'AK', Tube: '1' }, { ID: 'AL', Tube: '2' });
    if (first === undefined || second === undefined) throw new Error('Two were submitted.');
    expect((await correct(first, { ID: 'AK', Tube: '2' })).body).toMatchObject([{ field: 'Tube', message: within }]);
    const swap = await Promise.all([correct(first, { ID: 'AK', Tube: '3' }), correct(second, { ID: 'AL', Tube: '3' })]);
    expect(swap.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  });

  it('keeps the files, and says so where another is named', async () => {
    const id = await stage(site, submitter, { ID: 'AM', File: 'data.txt' });
    const file = await stageFile(site, submitter, 'data.txt');
    await submit(site, submitter, [id], [file]);
    expect((await correct(id, { ID: 'AM', File: 'other.txt' })).body).toMatchObject([
      { entity: id, field: 'File', message: expect.stringContaining("'data.txt'") },
    ]);
    const { body } = await correct(id, { ID: 'AN', File: 'data.txt' });
    expect(body.fileIds).toEqual({ File: file });
  });
});
