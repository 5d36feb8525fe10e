import { beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../domain/submission/submission.ts';
import { anonymous, call, expectOk, until } from './client.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { siteAdmin } from './shared.ts';
import {
  announce,
  csvFile,
  download,
  ended,
  manifestOf,
  put,
  read,
  release,
  stepEnded,
  submit,
  upload,
} from './submitting.ts';

let person: Person;
let group: string;

beforeAll(async () => {
  group = await newGroup(siteAdmin());
  person = await newPerson(siteAdmin(), group);
});

interface View {
  submissionReference: string;
  siteId: string;
  state: string;
  status: string;
  errorMessage: string | null;
  step: string | null;
  outputs: { storedFilename: string }[];
}

describe('a submission', () => {
  it('goes through all six steps in NeMO’s order, and what is released is what was uploaded', async () => {
    const files = [csvFile('counts.csv'), csvFile('more counts (2).csv', 500)];
    const submission = await release(person, files);
    expect(submission).toMatchObject({ submitter: person.username, complete: true, success: true, policy: 'open' });
    expect(submission.steps.map(({ name, success }) => [name, success])).toEqual(STEPS.map((step) => [step, true]));
    for (const { date } of submission.steps) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    for (const file of files) {
      const response = await fetch(`${person.url}/open/${submission.id}/${encodeURIComponent(file.name)}`);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true);
    }
  });

  it('is found by each of its names, and has a report, a receipt, a finished manifest and a catalogue entry', async () => {
    const file = csvFile('a.csv');
    const { id } = await release(person, [file], 'open', { label: 'Retina atlas' });
    const view = await expectOk<View>(person, `/api/v1/submissions/${id}`);
    expect(view).toMatchObject({ state: 'succeeded', status: 'FINISHED', errorMessage: null, step: null });
    for (const name of [view.submissionReference, view.siteId, id]) {
      expect((await read(person, name)).id).toBe(id);
    }
    const outputs = view.outputs.map(({ storedFilename }) => storedFilename);
    expect(outputs).toEqual(['qc-report.json', 'finished-manifest.tsv', 'receipt.json']);
    const output = (name: string) => download(person, `/api/v1/submissions/${id}/outputs/${name}`);
    expect(JSON.parse(String(await output('qc-report.json')))).toMatchObject({ total: 1, passed: 1, failed: 0 });
    const receipt = JSON.parse(String(await output('receipt.json'))) as { files: { identifier: string }[] };
    const identifier = receipt.files[0]?.identifier ?? '';
    expect(identifier).toMatch(/^nemo:fil-[0-9a-z]{7}$/);
    expect(String(await output('finished-manifest.tsv'))).toContain(identifier);
    const dataset = await expectOk(anonymous(person), `/api/v1/datasets/${id}`);
    expect(dataset).toMatchObject({ title: 'Retina atlas', public: true, files: [{ name: 'a.csv', identifier }] });
    const byIdentifier = await expectOk(person, `/v1/file-status/${identifier}`);
    expect(byIdentifier).toMatchObject({ file_name: 'a.csv', status: 'COMPLETE', submission_id: id });
    const byName = await expectOk(person, `/v1/file-status/${id}/a.csv`);
    expect(byName).toMatchObject({
      identifier,
      status: 'COMPLETE',
      submitter: { username: person.username, first: 'Ada' },
    });
  });

  it('with an invalid manifest fails its first step and says where; its policy stays away', async () => {
    const bad = String(manifestOf([csvFile('x.csv')])).replace('\tmouse\t', '\tmuose\t');
    const { complete, success, steps } = await ended(person, await submit(person, Buffer.from(bad)));
    expect([complete, success, steps.length]).toEqual([true, false, 1]);
    expect(steps[0]?.msg).toContain('row 2, column Species');
  });

  it('waits for a missing file, and a cancelled one is told as such', async () => {
    const files = [csvFile('here.csv'), csvFile('missing.csv')];
    const id = await submit(person, manifestOf(files));
    await stepEnded(person, id, 'manifest_validated');
    await upload(person, id, files.slice(0, 1));
    const listed = () =>
      expectOk<{ files: { name: string; state: string }[] }>(person, `/api/v1/submissions/${id}/files`);
    await until('the arrival', listed, (now) => now.files.some(({ state }) => state === 'arrived'));
    expect((await listed()).files.map(({ name, state }) => [name, state])).toEqual([
      ['here.csv', 'arrived'],
      ['missing.csv', 'expected'],
    ]);
    expect((await read(person, id)).steps).toHaveLength(1);
    await expectOk(person, `/api/v1/submissions/${id}/cancel`, { method: 'POST' });
    const { complete, success, steps } = await read(person, id);
    expect([complete, success]).toEqual([true, false]);
    expect(steps.at(-1)).toMatchObject({
      name: 'upload_complete',
      success: false,
      msg: `Cancelled by ${person.username}.`,
    });
    expect((await call(person, `/api/v1/submissions/${id}/cancel`, { method: 'POST' })).status).toBe(409);
  });

  it('whose bytes are not the declared ones is refused by S3 at upload', async () => {
    const file = csvFile('wrong.csv');
    const id = await submit(person, manifestOf([file]));
    await stepEnded(person, id, 'manifest_validated');
    const [target] = await announce(person, id, [file]);
    const altered = Buffer.from(file.bytes);
    altered.writeUInt8(altered.readUInt8(0) ^ 1, 0);
    const refused = await put(target as NonNullable<typeof target>, altered);
    expect([refused.status, (await refused.text()).includes('BadDigest')]).toEqual([400, true]);
    await upload(person, id, [file]);
    expect((await ended(person, id)).success).toBe(true);
  });

  it('whose file is not of its declared type fails QC, with the file’s name; a redrive runs only what failed', async () => {
    const file = { ...csvFile('reads.fastq.gz'), type: 'fastq' };
    const id = await submit(person, manifestOf([file]));
    await stepEnded(person, id, 'manifest_validated');
    await upload(person, id, [file]);
    const failed = await ended(person, id);
    expect(failed.steps.map(({ name, success }) => [name, success])).toEqual([
      ['manifest_validated', true],
      ['upload_complete', true],
      ['qc_complete', false],
    ]);
    expect(failed.steps.at(-1)?.msg).toContain('reads.fastq.gz');
    expect((await call(person, `/api/v1/submissions/${id}/redrive`, { method: 'POST' })).status).toBe(403);
    await expectOk(siteAdmin(), `/api/v1/submissions/${id}/redrive`, { method: 'POST' });
    const again = await until(
      'the second end',
      () => read(person, id),
      ({ complete, steps }) => complete && steps.length === 3,
    );
    expect(again.steps.slice(0, 2)).toEqual(failed.steps.slice(0, 2));
  });
});

describe('policies', () => {
  it('restricted data is for those who may see the submission', async () => {
    const file = csvFile('secret.csv');
    const { id, policy, steps } = await release(person, [file], 'controlled');
    expect([policy, steps.length]).toEqual(['restricted', 6]);
    const path = `/api/v1/submissions/${id}/files/secret.csv/content`;
    const stranger = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
    expect((await call(anonymous(person), path)).status).toBe(401);
    expect((await call(stranger, path)).status).toBe(404);
    expect((await fetch(`${person.url}/open/${id}/secret.csv`)).status).toBeGreaterThanOrEqual(403);
    expect((await download(person, path)).equals(file.bytes)).toBe(true);
    const dataset = await expectOk<{ public: boolean; files: [] }>(anonymous(person), `/api/v1/datasets/${id}`);
    expect([dataset.public, dataset.files]).toEqual([false, []]);
  });

  it('embargoed data is nobody else’s before its day, and everybody’s from it on', async () => {
    const file = csvFile('later.csv');
    const { id, policy } = await release(person, [file], 'embargo', { embargo_until: '2999-01-01' });
    expect(policy).toBe('embargo');
    const path = `/api/v1/submissions/${id}/files/later.csv/content`;
    expect((await call(anonymous(person), path)).status).toBe(401);
    expect(await expectOk(person, `/v1/file-status/${id}/later.csv`)).toMatchObject({ status: 'HOLD' });
    const lift = { method: 'PUT', body: { until: '2020-01-01' } };
    expect((await call(person, `/api/v1/submissions/${id}/embargo`, lift)).status).toBe(403);
    await expectOk(siteAdmin(), `/api/v1/submissions/${id}/embargo`, lift);
    expect((await download(anonymous(person), path)).equals(file.bytes)).toBe(true);
    expect(await expectOk(person, `/v1/file-status/${id}/later.csv`)).toMatchObject({ status: 'COMPLETE' });
  });
});
