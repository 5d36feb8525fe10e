import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, call, expectOk } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { type RunningService, startService } from '../running.ts';
import { ended, md5 } from '../submitting.ts';
import { replayPythonClient } from './python-requests.ts';
import {
  type Announced,
  announceFile,
  defineMetadata,
  type Fault,
  type FileResponse,
  formOf,
  stageFile,
  stageSet,
  submitAll,
} from './staging.ts';

let service: RunningService;
let admin: Caller;
let ada: Person;
let group: string;

/** Definitions are the whole site's, so these tests have a site of their own. */
beforeAll(async () => {
  service = await startService({ context: { multipart: { thresholdBytes: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 } } });
  admin = { url: service.url, token: service.token };
  group = await newGroup(admin);
  ada = await newPerson(admin, group);
  await defineMetadata(admin);
});

afterAll(async () => {
  await service.stop();
  service.remove();
});

const unique = (): string => randomBytes(6).toString('hex');
const record = (changes: object = {}): Record<string, string> => ({
  '#ID': unique(),
  Date: '2021-03-04',
  'ZIP Code': '123',
  ...changes,
});
const faults = (text: string) => (JSON.parse(text) as Fault[]).map(({ message, field }) => [message, field]);

describe('a file', () => {
  const bytes = Buffer.from('ACGT\n');

  it('is announced, uploaded as a form or as it is, and confirmed', async () => {
    const announced = await announceFile(ada, 'reads.txt', md5(bytes));
    expect(Object.keys(announced)).toEqual(['id', 'name', 'urlToUpload', 'requestHeaders', 'userId', 'expires']);
    const { id, urlToUpload, requestHeaders } = announced;
    expect(id.site).toMatch(/^DMF-\d{8}$/);
    expect((await expectOk<FileResponse>(ada, `/api/v1/files/${id.site}`)).contentUploaded).toBe(false);
    const early = await call(ada, `/api/v1/files/${id.uuid}`, { method: 'PUT', body: { contentUploaded: true } });
    expect([early.status, faults(early.text)[0]?.[0]]).toEqual([400, 'No data has been uploaded for this file.']);
    const post = (
      headers: Record<string, string>,
      body: FormData | string | Uint8Array<ArrayBuffer>,
      method = 'POST',
    ) => fetch(urlToUpload, { method, headers, body }).then((answer) => answer.status);
    expect(await post({ 'Access-Token': 'wrong' }, formOf(bytes, 'x'))).toBe(404);
    expect(await post(requestHeaders, 'no form')).toBe(400);
    expect(await post(requestHeaders, formOf(Buffer.from('other'), 'x'))).toBe(204);
    const differs = await call(ada, `/api/v1/files/${id.uuid}`, { method: 'PUT', body: { contentUploaded: true } });
    expect(differs.status).toBe(409);
    expect(await post(requestHeaders, new Uint8Array(bytes), 'PUT')).toBe(204);
    const confirm = { method: 'PUT', body: { contentUploaded: true, name: 'renamed.txt' } };
    expect(await expectOk<FileResponse>(ada, `/api/v1/files/${id.site}`, confirm)).toEqual({
      id,
      name: 'renamed.txt',
      contentUploaded: true,
      checksum: md5(bytes),
      filesize: 5,
      userId: announced.userId,
      expires: null,
    });
    expect(await post(requestHeaders, formOf(bytes, 'x'))).toBe(409);
    const again = await call<Fault[]>(ada, `/api/v1/files/${id.uuid}`, confirm);
    expect([again.status, again.json[0]]).toEqual([
      403,
      { exception: 'ResourceNotModifiableError', entity: id, message: 'The resource cannot be modified' },
    ]);
  });

  it('can be sent to S3 directly, with one PUT or in parts', async () => {
    for (const content of [bytes, randomBytes(7 * 1024 ** 2)]) {
      const { id } = await announceFile(ada, 'large.bin', md5(content));
      const way = await expectOk<{
        upload: string;
        url?: string;
        headers?: Record<string, string>;
        partSize?: number;
        parts?: { url: string }[];
      }>(ada, `/api/v1/files/${id.site}/uploads`, { body: { size: content.length } });
      expect(way.upload).toBe(`staged.${id.uuid}`);
      const put = async (url: string, part: Buffer, headers = {}) =>
        expect((await fetch(url, { method: 'PUT', headers, body: new Uint8Array(part) })).status).toBe(200);
      if (way.url !== undefined) await put(way.url, content, way.headers);
      const { partSize = 0, parts = [] } = way;
      for (const [n, { url }] of parts.entries()) await put(url, content.subarray(n * partSize, (n + 1) * partSize));
      if (parts.length > 0) await expectOk(ada, `/api/v1/uploads/${way.upload}/complete`, { method: 'POST' });
      const confirm = { method: 'PUT', body: { contentUploaded: true } };
      const confirmed = await expectOk<FileResponse>(ada, `/api/v1/files/${id.uuid}`, confirm);
      expect([confirmed.contentUploaded, confirmed.filesize]).toEqual([true, content.length]);
    }
  });

  it('too large for a request is refused with the way that takes it', async () => {
    const { urlToUpload, requestHeaders } = await announceFile(ada, 'large.bin', md5(bytes));
    const body = new Uint8Array(4_600_000);
    const answer = await fetch(urlToUpload, { method: 'PUT', headers: requestHeaders, body });
    const [fault] = (await answer.json()) as Fault[];
    expect([answer.status, fault?.message]).toEqual([413, expect.stringContaining('/api/v1/files/{id}/uploads')]);
  });

  it('is its owner’s alone, and goes when the owner says so: several, all or none', async () => {
    const bob = await newPerson(admin, group);
    const mine = await Promise.all(['a', 'b'].map((name) => stageFile(ada, name, bytes)));
    const his = await stageFile(bob, 'c', bytes);
    const ids = mine.map(({ id }) => id.uuid);
    expect((await call(bob, `/api/v1/files/${ids[0]}`)).status).toBe(403);
    expect((await call(admin, `/api/v1/files/${ids[0]}`)).status).toBe(403);
    const remove = (fileIds: string[]) =>
      call(ada, '/api/v1/rpc/delete-files', { body: { fileIds } }).then(({ status }) => status);
    expect(await remove([...ids, his.id.uuid])).toBe(403);
    expect(await remove([...ids, 'DMF-00000000'])).toBe(404);
    const pending = await expectOk<FileResponse[]>(ada, '/api/v1/pending/files');
    expect(pending.map(({ id }) => id.uuid)).toEqual(expect.arrayContaining(ids));
    expect(await remove(ids)).toBe(204);
    expect((await call(ada, `/api/v1/files/${ids[0]}`)).status).toBe(404);
    expect((await call(bob, `/api/v1/files/${his.id.site}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('is downloaded by a URL that ends', async () => {
    const { id } = await stageFile(ada, 'häßlich "1".txt', bytes);
    const url = await expectOk<{ fileUrl: string; expires: string; checksum: string }>(
      ada,
      `/api/v1/rpc/get-file-url/${id.site}?expires=5`,
    );
    expect([url.checksum, url.expires]).toEqual([md5(bytes), expect.stringMatching(/\+00:00$/)]);
    const answer = await fetch(url.fileUrl);
    expect([answer.status, await answer.text()]).toEqual([200, 'ACGT\n']);
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''h%C3%A4%C3%9Flich");
    const redirected = await call(ada, `/api/v1/rpc/get-file-url/${id.uuid}?redirect=true`);
    expect([redirected.status, redirected.headers.get('location')]).toEqual([307, redirected.json['fileUrl']]);
    const past = await expectOk<{ fileUrl: string }>(ada, `/api/v1/rpc/get-file-url/${id.uuid}?expires=-1`);
    expect((await fetch(past.fileUrl)).status).toBe(404);
  });

  it('has a name, and one that can be an object’s', async () => {
    const empty = await call(ada, '/api/v1/files', { body: { name: '', checksum: 'x' } });
    expect([empty.status, faults(empty.text)]).toEqual([400, [['File names cannot be empty.', 'name']]]);
    expect((await call(ada, '/api/v1/files', { body: { name: 'a', checksum: 'x', size: 1 } })).status).toBe(400);
  });
});

describe('metadatasets', () => {
  it('go together, more than one transaction holds, or stay together', { timeout: 120_000 }, async () => {
    const sets = await Promise.all(Array.from({ length: 120 }, () => stageSet(ada, record())));
    const his = await stageSet(await newPerson(admin, group), record());
    const remove = async (...ids: string[]) =>
      (await call(ada, '/api/v1/rpc/delete-metadatasets', { body: { metadatasetIds: ids } })).status;
    const all = sets.map(({ id }) => id.uuid);
    const pending = async () => {
      const listed = await expectOk<{ id: { uuid: string } }[]>(ada, '/api/v1/pending/metadatasets?limit=1000');
      return listed.filter(({ id }) => all.includes(id.uuid)).length;
    };
    expect([await remove(...all, his.id.uuid), await pending()]).toEqual([403, 120]);
    expect([await remove(...all), await pending()]).toEqual([204, 0]);
    expect(await remove(...all)).toBe(404);
  });
});

describe('a submission', () => {
  it('is checked before, made once, and goes through all six steps', async () => {
    const [r1, r2] = await Promise.all([
      stageFile(ada, `${unique()}.txt`, Buffer.from('one')),
      stageFile(ada, `${unique()}.txt`, Buffer.from('two')),
    ]);
    const set = await stageSet(ada, record({ FileR1: r1.name, FileR2: r2.name }));
    const body = { metadatasetIds: [set.id.site], fileIds: [r1.id.uuid, r2.id.site] };
    expect((await call(ada, '/api/v1/presubvalidation', { body })).status).toBe(204);
    const made = await submitAll(ada, body.metadatasetIds, body.fileIds, 'my label');
    expect(made.status).toBe(200);
    const { id, ...rest } = made.json;
    expect(rest).toEqual({ label: 'my label', metadatasetIds: [set.id], fileIds: [r1.id, r2.id] });
    expect(id.site).toMatch(/^DMS-\d{8}$/);
    const { id: nemoId } = await expectOk<{ id: string }>(ada, `/api/submission/${id.uuid}`);
    const { success, policy, steps } = await ended(ada, nemoId);
    expect([success, policy, steps.length, steps[0]?.msg]).toEqual([
      true,
      'restricted',
      6,
      '1 metadataset and 2 files are valid.',
    ]);
    const shown = await expectOk<{ submissionId: object; fileIds: object }>(ada, `/api/v1/metadatasets/${set.id.uuid}`);
    expect([shown.submissionId, shown.fileIds]).toEqual([id, { FileR1: r1.id, FileR2: r2.id }]);
    const listed = await expectOk<object[]>(ada, `/api/v1/groups/${group}/submissions`);
    expect(listed).toContainEqual(made.json);
    // a page that begins far behind the end is the last one, and is not looked for from there
    expect(await expectOk(ada, `/api/v1/groups/${group}/submissions?after=${10 ** 12}`)).toEqual(listed);
    const again = await submitAll(ada, body.metadatasetIds, body.fileIds);
    expect([again.status, faults(again.text).map(([message]) => message)]).toEqual([
      400,
      ['Already submitted', 'Already submitted', 'Already submitted', 'Violation of global unique constraint'],
    ]);
    expect((await call(ada, `/api/v1/files/${r1.id.uuid}`, { method: 'DELETE' })).status).toBe(403);
    const { fileUrl } = await expectOk<{ fileUrl: string }>(ada, `/api/v1/rpc/get-file-url/${r1.id.uuid}`);
    expect(await (await fetch(fileUrl)).text()).toBe('one');
  });

  it('is seen by its group and by site readers, and by nobody else', async () => {
    const file = await stageFile(ada, `${unique()}.txt`, Buffer.from('x'));
    const set = await stageSet(ada, record({ FileR1: file.name }));
    const { json } = await submitAll(ada, [set.id.uuid], [file.id.uuid]);
    expect(json.label).toBeNull();
    const elsewhere = await newGroup(admin);
    const [bob, eve, reader, other] = await Promise.all([
      newPerson(admin, group),
      newPerson(admin, elsewhere),
      newPerson(admin, elsewhere, { siteRead: true }),
      newPerson(admin, elsewhere, { siteAdmin: true }),
    ]);
    const status = async (caller: Caller) => (await call(caller, `/api/v1/files/${file.id.site}`)).status;
    expect(await Promise.all([bob, eve, reader, other].map(status))).toEqual([200, 403, 200, 403]);
    const list = async (caller: Caller) => (await call(caller, `/api/v1/groups/${group}/submissions`)).status;
    expect(await Promise.all([bob, eve, reader].map(list))).toEqual([200, 403, 200]);
  });

  it('without files goes through all six steps as well', async () => {
    const set = await stageSet(ada, record());
    const { json } = await submitAll(ada, [set.id.uuid], []);
    const { id } = await expectOk<{ id: string }>(ada, `/api/submission/${json.id.site}`);
    const { success, steps } = await ended(ada, id);
    expect([success, steps.length]).toEqual([true, 6]);
  });

  it('with faults tells all of them at once, in their order', async () => {
    const nothing = await submitAll(ada, [], []);
    expect([nothing.status, faults(nothing.text)[0]?.[0]]).toEqual([
      400,
      'Neither data nor metadata provided in submission.',
    ]);
    const bob = await newPerson(admin, group);
    const his = await stageFile(bob, 'his.txt', Buffer.from('x'));
    const denied = await submitAll(ada, ['DMR-00000000'], ['nonsense', his.id.site]);
    expect(denied.json.map(({ entity, message }) => [message, entity])).toEqual([
      ['Not found', { uuid: 'nonsense', site: 'nonsense' }],
      ['Access denied', { uuid: his.id.site, site: his.id.site }],
      ['Not found', { uuid: 'DMR-00000000', site: 'DMR-00000000' }],
    ]);
    const unsent: Announced = await announceFile(ada, 'unsent.txt', 'x');
    const extra = await stageFile(ada, 'extra.txt', Buffer.from('x'));
    const set = await stageSet(ada, record({ '#ID': 'SAME-1', FileR1: 'missing.txt' }));
    const twin = await stageSet(ada, record({ '#ID': 'SAME-1' }));
    const all = await submitAll(ada, [set.id.uuid, twin.id.uuid], [unsent.id.uuid, extra.id.uuid]);
    expect(faults(all.text)).toEqual([
      ['No data uploaded', undefined],
      ['File included without reference in metadata', undefined],
      ['File included without reference in metadata', undefined],
      ['Referenced file not provided', 'FileR1'],
      ['Violation of intra-submission unique constraint', '#ID'],
      ['Violation of intra-submission unique constraint', '#ID'],
    ]);
  });

  it('by a hundred at once for one value succeeds for exactly one', { timeout: 180_000 }, async () => {
    const sets = await Promise.all(Array.from({ length: 100 }, () => stageSet(ada, record({ '#ID': 'RACED-1' }))));
    const answers = await Promise.all(sets.map(({ id }) => submitAll(ada, [id.uuid], [])));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, text } of answers) {
      if (status !== 200)
        expect([status, faults(text)]).toEqual([400, [['Violation of global unique constraint', '#ID']]]);
    }
  });
});

describe('the Python client', () => {
  replayPythonClient(() => admin);
});
