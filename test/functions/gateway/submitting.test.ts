import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { sha256Hex } from '../../../adapters/dynamodb/sha256.ts';
import { type GatewaySite, INPUT, PATH, startGatewaySite, type View } from './site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.functions.close());

const MAP = { dataStorePath: 'Maps/Übersicht', name: 'Map', mode: 'optional' };
const start = (ref: string, status = 200, token = site.member) =>
  site.ask<View & { detail: string; errors?: { value: string; rule: string }[] }>(
    `POST /api/v1/submissions/${ref}/start`,
    { token, status },
  );

describe('a submission to an assignment', () => {
  it('is empty at first, takes a file for each input, and starts', async () => {
    const { key } = await site.assignment({ inputs: [INPUT, MAP] });
    expect(key).toContain('ASSN');
    const draft = await site.draft(key);
    expect(draft).toMatchObject({ status: 'CREATED', state: 'draft', errorMessage: null, door: 'gateway' });
    expect(draft.submissionReference).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(
      draft.inputs.map(({ dataStorePath, state, storedFilename }) => [dataStorePath, state, storedFilename]),
    ).toEqual([
      [PATH, 'expected', null],
      ['Maps/Übersicht', 'expected', null],
    ]);
    const ref = draft.submissionReference;
    const posted = await site.post(ref, PATH, 'id,area\n1,2\n');
    expect(posted.inputs[0]).toMatchObject({
      filename: 'parcels.csv',
      storedFilename: '1-parcels.csv',
      state: 'arrived',
      size: 12,
    });
    const started = await start(ref);
    expect(started).toMatchObject({ status: 'PROCESSING', state: 'running', submissionReference: ref });
    // the optional one that did not come is none of it
    expect(started.inputs.map(({ dataStorePath }) => dataStorePath)).toEqual([PATH]);
  });

  it('knows whether it was made by a program or on the site’s own pages', async () => {
    const { key } = await site.assignment();
    const made = async (headers: Record<string, string>) =>
      (await site.ask(`POST /api/v1/assignments/${key}/submission`, { token: site.member, headers }))['submittedVia'];
    expect(await made({})).toBe('API');
    expect(await made({ 'sec-fetch-site': 'same-origin' })).toBe('Web');
    expect(await made({ 'sec-fetch-site': 'cross-site' })).toBe('API');
  });

  it('is made once, however often it is asked for with one Idempotency-Key', async () => {
    const { key } = await site.assignment();
    const request = `POST /api/v1/assignments/${key}/submission` as const;
    const idempotencyKey = crypto.randomUUID();
    const asked = { token: site.member, headers: { 'idempotency-key': idempotencyKey } };
    const all = await Promise.all(Array.from({ length: 20 }, () => site.ask<View>(request, asked)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    // as somebody leaves it who dies between making and answering
    const { table } = site.functions.local;
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.request(site.member.slice(0, 10), sha256Hex(idempotencyKey)),
        UpdateExpression: 'REMOVE reply SET claimedUntil = :past',
        ExpressionAttributeValues: { ':past': '2026-01-01T00:00:00.000Z' },
      }),
    );
    expect(await site.ask<View>(request, asked)).toEqual(all[0]);
  });

  it('is found by each of its names, started or not', async () => {
    const { key } = await site.assignment();
    const draft = await site.draft(key);
    for (const name of [draft.submissionReference, draft.id, draft.siteId]) {
      const found = await site.ask<View>(`GET /api/v1/submissions/${name}`, { token: site.member });
      expect(found).toMatchObject({ id: draft.id, status: 'CREATED', assignmentKey: key });
    }
  });

  it('replaces a file that is handed in again, also by one of another name', async () => {
    const { key } = await site.assignment({ inputs: [{ ...INPUT, types: undefined }] });
    const { submissionReference: ref } = await site.draft(key);
    await site.post(ref, PATH, 'first');
    const { inputs } = await site.post(ref, PATH, 'the second', 'corrected.txt');
    expect(inputs).toMatchObject([{ storedFilename: '1-corrected.txt', filename: 'corrected.txt', size: 10 }]);
  });

  it('does not start while inputs are missing, and names each', async () => {
    const other = { dataStorePath: 'Other', name: 'Other', mode: 'required' };
    const { key } = await site.assignment({ inputs: [INPUT, MAP, other] });
    const { submissionReference: ref, id } = await site.draft(key);
    const none = await start(ref, 409);
    expect(none.errors?.map(({ value, rule }) => [value, rule])).toEqual([
      [PATH, 'required'],
      ['Other', 'required'],
    ]);
    await site.post(ref, PATH, 'a,b\n1,2\n');
    await site.ask(`POST /api/v1/submissions/${id}/uploads`, {
      token: site.member,
      json: { files: [{ name: MAP.dataStorePath, fileName: 'map.png', size: 5 }] },
    });
    const some = await start(ref, 409);
    expect(some.errors?.map(({ value, rule }) => [value, rule])).toEqual([
      [MAP.dataStorePath, 'arrived'],
      ['Other', 'required'],
    ]);
    expect(some.detail).toContain("Input 'Other' is missing.");
  });

  it('takes a large file past the API, under the name of its input', async () => {
    const { key } = await site.assignment();
    const { submissionReference: ref } = await site.draft(key);
    const body = Buffer.from('id,area\n1,2\n');
    const json = { files: [{ name: PATH, fileName: 'big.csv', size: body.length }] };
    const { files } = await site.ask<{ files: { name: string; url: string; headers: Record<string, string> }[] }>(
      `POST /api/v1/submissions/${ref}/uploads`,
      { token: site.member, json },
    );
    expect(files[0]?.name).toBe(PATH);
    const sent = await fetch(files[0]?.url ?? '', { method: 'PUT', headers: files[0]?.headers ?? {}, body });
    expect(sent.status).toBe(200);
    // nobody was told of the arrival: the start looks by itself
    expect((await start(ref)).inputs).toMatchObject([{ storedFilename: '1-big.csv', state: 'arrived', size: 12 }]);
  });

  it('starts once, by whomever and however often it is started', async () => {
    const { key } = await site.assignment();
    const { submissionReference: ref, id } = await site.draft(key);
    await site.post(ref, PATH, 'a\n1\n');
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(ref)));
    expect(new Set(answers.map(({ id: one, state }) => `${one} ${state}`))).toEqual(new Set([`${id} running`]));
    await site.post(ref, PATH, 'a\n2\n', 'late.csv', { status: 409 });
  });

  it('refuses what is wrong, and says what would be right', async () => {
    const { key } = await site.assignment({ inputs: [{ ...INPUT, maxBytes: 10 }] });
    const { submissionReference: ref } = await site.draft(key);
    const post = async (status: number, path: string, text: string) =>
      (await site.post(ref, path, text, 'x.csv', { status })) as unknown as { detail: string };
    expect((await post(404, 'Land registry', 'a')).detail).toContain(`'${PATH}'`);
    expect((await post(400, PATH, '')).detail).toContain('is empty');
    expect((await post(413, PATH, 'more than ten')).detail).toContain('this input takes 10');
    const form = new FormData();
    form.set('data', new Blob(['a']), 'a.csv');
    const query = { dataStorePath: PATH };
    const unnamed = await site.ask(`POST /api/v1/submissions/${ref}/inputs`, {
      token: site.member,
      form,
      query,
      status: 400,
    });
    expect(unnamed['detail']).toContain("no file in its field 'file'; it has 'data'");
    const text = new FormData();
    text.set('file', 'just text');
    const told = await site.ask(`POST /api/v1/submissions/${ref}/inputs`, {
      token: site.member,
      form: text,
      query,
      status: 400,
    });
    expect(told['detail']).toContain('is text, not a file');
    const pathless = await site.ask(`POST /api/v1/submissions/${ref}/inputs`, {
      token: site.member,
      form,
      status: 400,
    });
    expect(pathless['detail']).toContain(`dataStorePath: one of '${PATH}'`);
    await site.ask(`POST /api/v1/submissions/${ref}/inputs`, { token: site.member, json: {}, query, status: 415 });
    await site.ask('POST /api/v1/assignments/NO-ASSN-9/submission', { token: site.member, status: 404 });
  });

  it('ends when it is cancelled, and takes nothing any more', async () => {
    const { key } = await site.assignment();
    const { submissionReference: ref } = await site.draft(key);
    const cancelled = await site.ask<View>(`POST /api/v1/submissions/${ref}/cancel`, { token: site.member });
    expect(cancelled).toMatchObject({ status: 'FINISHED', state: 'cancelled', errorMessage: 'Cancelled by member.' });
    expect((await start(ref, 409)).detail).toContain('Cancelled by member.');
    await site.post(ref, PATH, 'a', 'a.csv', { status: 409 });
    await site.ask(`POST /api/v1/submissions/${ref}/redrive`, { token: site.admin, status: 409 });
  });

  it('is among the drafts of its maker, and among those of its assignment', async () => {
    const { key } = await site.assignment();
    const [kept, started] = [await site.draft(key), await site.draft(key)];
    await site.post(started.id, PATH, 'a\n1\n');
    await start(started.id);
    const drafts = await site.ask<{ submissions: View[] }>('GET /api/v1/drafts', { token: site.member });
    expect(drafts.submissions.map(({ id }) => id)).toContain(kept.id);
    expect(drafts.submissions.map(({ id }) => id)).not.toContain(started.id);
    const listed = await site.ask<{ submissions: View[] }>(`GET /api/v1/assignments/${key}/submissions`, {
      token: site.member,
    });
    expect(new Set(listed.submissions.map(({ id }) => id))).toEqual(new Set([kept.id, started.id]));
  });

  it('keeps what its specification said when it was made', async () => {
    const { key, specificationKey } = await site.assignment();
    const { submissionReference: ref } = await site.draft(key);
    const json = { inputs: [{ dataStorePath: 'New', name: 'New' }] };
    await site.ask(`PATCH /api/v1/specifications/${specificationKey}`, { token: site.admin, json });
    await site.post(ref, PATH, 'a\n1\n');
    expect((await start(ref)).state).toBe('running');
    expect((await site.draft(key)).inputs.map(({ dataStorePath }) => dataStorePath)).toEqual(['New']);
  });

  it('is refused where the assignment, its specification or its project is closed', async () => {
    const { key, specificationKey, projectKey } = await site.assignment();
    for (const path of [
      `assignments/${key}`,
      `specifications/${specificationKey}`,
      `projects/${projectKey}`,
    ] as const) {
      await site.ask(`PATCH /api/v1/${path}`, { token: site.admin, json: { active: false } });
      const refused = await site.ask(`POST /api/v1/assignments/${key}/submission`, { token: site.member, status: 409 });
      expect(refused['detail']).toContain('is closed');
      await site.ask(`PATCH /api/v1/${path}`, { token: site.admin, json: { active: true } });
    }
    expect((await site.draft(key)).state).toBe('draft');
  });
});
