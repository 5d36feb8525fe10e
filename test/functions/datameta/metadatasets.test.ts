import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, type SetAnswer, stage, stageFile, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let member: Somebody;
let colleague: Somebody;
beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const admin = await site.person(lab, 'admin', { siteAdmin: true });
  member = await site.person(lab, 'member');
  colleague = await site.person(lab, 'colleague', { groupAdmin: true, siteRead: true });
  await define(
    site,
    admin,
    { name: 'ID', order: 1, isMandatory: true, regExp: '[A-Z]{2}\\d+', regexDescription: 'Two capitals and digits' },
    { name: 'Date', order: 2, dateTimeFmt: '%d.%m.%Y' },
    { name: 'Note', order: 3 },
    { name: 'File', order: 4, isFile: true },
  );
});
afterAll(() => site.close());

const post = (record: unknown, token = member.token) =>
  site.ask<SetAnswer>('POST /api/v1/metadatasets', { token, json: { record } });
const read = (id: string, { token } = member) => site.ask<SetAnswer>(`GET /api/v1/metadatasets/${id}`, { token });
const wrong = (field: string, message: string) => ({ exception: 'ValidationError', field, message });

describe('staging a metadataset', () => {
  it('answers dates in ISO form, and null for what was not given', async () => {
    const { status, body } = await post({ ID: 'AB1', Date: '04.03.2021' });
    expect(status).toBe(200);
    expect(body).toEqual({
      record: { ID: 'AB1', Date: '2021-03-04T00:00:00', Note: null, File: null },
      fileIds: { File: null },
      serviceExecutions: null,
      id: { uuid: expect.stringMatching(/^[0-9a-f-]{36}$/), site: expect.stringMatching(/^DMR-\d{8}$/) },
      submissionId: null,
      userId: { uuid: member.account.uuid, site: member.account.siteId },
    });
  });

  it('reads it again by either id, dates in their own format', async () => {
    const { uuid, site: siteId } = await stage(site, member, { ID: 'AB2', Date: '4.3.2021', Note: '' });
    const byUuid = await read(uuid);
    expect(byUuid.body.record).toEqual({ ID: 'AB2', Date: '04.03.2021', Note: '', File: null });
    for (const name of [siteId, uuid.toUpperCase(), uuid.replaceAll('-', ''), siteId.toLowerCase()]) {
      expect((await read(name)).body).toEqual(byUuid.body);
    }
  });

  it("makes text of values as Python's str() does", async () => {
    const raw = '{"record": {"ID": "AB3", "Note": 1.0}}';
    const { token } = member;
    const note = async (text: string) =>
      (await site.ask<SetAnswer>('POST /api/v1/metadatasets', { token, raw: text })).body.record['Note'];
    expect(await note(raw)).toBe('1.0');
    expect(await note(raw.replace('1.0', 'true'))).toBe('True');
    expect(await note(raw.replace('1.0', '12345678901234567890'))).toBe('12345678901234567890');
    expect(await note(raw.replace('1.0', 'null'))).toBe(null);
  });

  it('reports everything that is wrong at once, by the rules in their order, unknown fields last', async () => {
    const { status, body } = await post({ Zip: 'x', Date: '2021-03-04', ID: 'ab' });
    expect(status).toBe(400);
    expect(body).toEqual([
      wrong('ID', 'Two capitals and digits'),
      wrong('Date', 'The field could not be parsed as a valid date / time'),
      wrong('Zip', 'The field was not expected.'),
    ]);
  });

  it('tells missing from null', async () => {
    expect((await post({})).body).toEqual([wrong('ID', 'Field was not specified but is mandatory')]);
    expect((await post({ ID: null })).body).toEqual([wrong('ID', 'Field value was null, but the field is mandatory')]);
  });

  it.each([
    ['no record', {}],
    ['an unknown key', { record: { ID: 'AB1' }, extra: 1 }],
    ['a record that is none', { record: [] }],
    ['a value that is none', { record: { ID: ['AB1'] } }],
  ])('refuses %s', async (_what, json) => {
    const { status, body } = await site.ask('POST /api/v1/metadatasets', { token: member.token, json });
    expect(status).toBe(400);
    expect(body).toEqual([expect.objectContaining({ exception: 'ValidationError', message: expect.any(String) })]);
  });

  it('asks for a token first', async () => {
    expect((await site.ask('POST /api/v1/metadatasets', { json: { nonsense: 1 } })).status).toBe(401);
    expect((await site.ask('GET /api/v1/metadatasets', { query: { submittedBefore: 'nonsense' } })).status).toBe(401);
  });
});

describe('deleting metadatasets', () => {
  const remove = (id: string, { token } = member) => site.ask(`DELETE /api/v1/metadatasets/${id}`, { token });
  const removeAll = (metadatasetIds: string[], { token } = member) =>
    site.ask('POST /api/v1/rpc/delete-metadatasets', { token, json: { metadatasetIds } });

  it('takes what is pending away, under both names', async () => {
    const id = await stage(site, member, { ID: 'AB4' });
    expect(await remove(id.site)).toMatchObject({ status: 204, body: undefined });
    expect([(await read(id.uuid)).status, (await read(id.site)).status]).toEqual([404, 404]);
    expect((await remove(id.uuid)).status).toBe(404);
  });

  it('is for its maker alone', async () => {
    const id = await stage(site, member, { ID: 'AB5' });
    expect((await remove(id.uuid, colleague)).status).toBe(403);
    expect((await read(id.uuid)).status).toBe(200);
  });

  it('refuses what was submitted, in the documented words', async () => {
    const id = await stage(site, member, { ID: 'AB6' });
    await submit(site, member, [id]);
    const refused = await remove(id.uuid);
    const entity = { uuid: id.uuid, site: id.site };
    const error = { exception: 'ResourceNotModifiableError', entity, message: 'The resource cannot be modified' };
    expect(refused).toMatchObject({ status: 403, body: [error] });
    expect((await remove(id.uuid, colleague)).body).not.toMatchObject([{ exception: 'ResourceNotModifiableError' }]);
  });

  it('deletes many or none, whichever of them cannot go', async () => {
    const mine = [await stage(site, member, { ID: 'AB7' }), await stage(site, member, { ID: 'AB8' })];
    const hers = await stage(site, colleague, { ID: 'AB9' });
    const submitted = await stage(site, member, { ID: 'AB10' });
    await submit(site, member, [submitted]);
    const ids = mine.map(({ uuid }) => uuid);
    const unknown = '7b9f7d3c-0000-4000-8000-000000000000';
    expect((await removeAll([...ids, unknown])).status).toBe(404);
    expect((await removeAll([...ids, hers.uuid])).status).toBe(403);
    expect((await removeAll([...ids, submitted.uuid])).status).toBe(403);
    for (const id of ids) expect((await read(id)).status).toBe(200);
    expect((await removeAll([...ids, ids[0] ?? '', mine[0]?.site ?? ''])).status).toBe(204);
    for (const id of ids) expect((await read(id)).status).toBe(404);
    expect((await removeAll([])).status).toBe(204);
  });

  it('deletes more than one transaction holds', async () => {
    const ids: Id[] = [];
    for (let first = 0; first < 120; first += 20) {
      const some = Array.from({ length: 20 }, (_, index) => stage(site, member, { ID: `XX${first + index}` }));
      ids.push(...(await Promise.all(some)));
    }
    const hers = await stage(site, colleague, { ID: 'AB11' });
    const uuids = ids.map(({ uuid }) => uuid);
    expect((await removeAll([...uuids, hers.uuid])).status).toBe(403);
    expect((await read(uuids[119] ?? '')).status).toBe(200);
    expect((await removeAll(uuids)).status).toBe(204);
    for (const uuid of [uuids[0], uuids[60], uuids[119]]) expect((await read(uuid ?? '')).status).toBe(404);
  });
});

describe('a metadataset that was submitted', () => {
  it('names its submission and its files', async () => {
    const id = await stage(site, member, { ID: 'AB12', File: 'reads.txt' });
    const file = await stageFile(site, member, 'reads.txt');
    const submission = await submit(site, member, [id], [file]);
    const { body } = await read(id.uuid, colleague);
    expect(body).toMatchObject({ submissionId: submission, fileIds: { File: file }, record: { File: 'reads.txt' } });
  });

  it('is no longer pending', async () => {
    const pending = () => site.ask<SetAnswer[]>('GET /api/v1/pending/metadatasets', { token: member.token });
    const id = await stage(site, member, { ID: 'AB13', Date: '01.02.2021' });
    const [first] = (await pending()).body;
    expect(first).toMatchObject({ id, submissionId: null, record: { Date: '01.02.2021' } });
    await submit(site, member, [id]);
    expect((await pending()).body.map((set) => set.id.uuid)).not.toContain(id.uuid);
  });
});
