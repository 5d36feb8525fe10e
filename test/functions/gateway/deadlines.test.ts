import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSubmission, type SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { openBucket, openS3 } from '../../../adapters/s3/client.ts';
import { headObject, putObject } from '../../../adapters/s3/objects.ts';
import { STEPS } from '../../../domain/submission/submission.ts';
import { ENTRIES } from '../ingest/bench.ts';
import { type GatewaySite, INPUT, PATH, startGatewaySite, type View } from './site.ts';

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.functions.close());

const releases = () => openBucket(openS3(), process.env['RELEASE_BUCKET'] ?? '', '000000000000');
const sweep = () => site.functions.run('events/sweeper.ts', {});
const view = (id: string) =>
  site.ask<View & { mediaRemovedAt: string | null }>(`GET /api/v1/submissions/${id}`, { token: site.member });
const row = async (id: string) => (await getSubmission(site.functions.local.table, id)) as SubmissionRow;
/** A tenth of a second, in days. */
const SHORT = 0.1 / 86_400;
const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** The steps as the state machine runs them; the wait for files is over at once. */
async function ingest(id: string): Promise<void> {
  for (const step of STEPS) {
    const wait = step === 'upload_complete' ? { taskToken: 'none', retry: 0 } : {};
    await site.functions.run(ENTRIES[step], { submissionId: id, attempt: 1, ...wait });
  }
}

async function started(fields: object, text = 'id,area\n1,2\n'): Promise<string> {
  const { key } = await site.assignment(fields);
  const { id } = await site.draft(key);
  await site.post(id, PATH, text);
  await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
  return id;
}

describe('a submission that is not started', () => {
  it('ends at its timeout, stays readable, and cannot be taken up again', async () => {
    const { key } = await site.assignment({ timeoutDays: SHORT });
    const { id } = await site.draft(key);
    await pause(1.1);
    await sweep();
    const ended = await view(id);
    expect(ended).toMatchObject({
      status: 'FINISHED',
      state: 'failed',
      errorMessage: expect.stringContaining('Timed out'),
    });
    expect(ended).toMatchObject({ steps: [{ name: 'manifest_validated', success: false }] });
    expect(site.told.filter(({ submissionId }) => submissionId === id)).toMatchObject([{ success: false }]);
    await site.post(id, PATH, 'a', 'a.csv', { status: 409 });
    await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member, status: 409 });
    await site.ask(`POST /api/v1/submissions/${id}/redrive`, { token: site.admin, status: 409 });
    expect((await row(id)).dueKey).toBeUndefined();
  });

  it('is left alone before', async () => {
    const { key } = await site.assignment();
    const { id } = await site.draft(key);
    await sweep();
    expect((await view(id)).state).toBe('draft');
  });
});

describe('the files of a finished submission', () => {
  it('go with the tables that were made of them, while reports stay', async () => {
    const checks = [
      {
        name: 'Table',
        kind: 'table',
        input: PATH,
        cleaned: true,
        schema: { fields: [{ name: 'id' }, { name: 'area' }] },
      },
    ];
    const id = await started({ mediaRetentionDays: 'never', checks });
    await ingest(id);
    expect(Object.keys((await row(id)).outputs ?? {})).toContain('table-cleaned.csv');
    const cleaned = `GET /api/v1/submissions/${id}/outputs/table-cleaned.csv` as const;
    await sweep();
    expect(Object.keys((await row(id)).outputs ?? {}).toSorted()).toEqual(['table-report.html', 'table-report.json']);
    await site.ask(cleaned, { token: site.member, status: 404 });
  });

  it('go when their time is over, while the record stays', async () => {
    const id = await started({ mediaRetentionDays: 'never' });
    await ingest(id);
    const before = await view(id);
    expect(before).toMatchObject({ status: 'FINISHED', errorMessage: null, inputs: [{ state: 'released' }] });
    const content = `GET /api/v1/submissions/${id}/files/1-parcels.csv/content` as const;
    await site.ask(content, { token: site.member, status: 302 });
    await sweep();
    const after = await view(id);
    expect(after).toMatchObject({ status: 'FINISHED', state: 'succeeded', inputs: [{ state: 'removed', size: 12 }] });
    expect(after.mediaRemovedAt).toMatch(/Z$/);
    await site.ask(content, { token: site.member, status: 410 });
    await site.ask(`GET /api/v1/submissions/${id}/inputs/1-parcels.csv`, { token: site.member, status: 410 });
    await site.ask(`GET /api/v1/submissions/${id}/outputs/receipt.json`, { token: site.member });
    expect((await row(id)).dueKey).toBeUndefined();
    await sweep();
    expect(await view(id)).toEqual(after);
  });

  it('stay until then, and for ever where nothing is said', async () => {
    const [days, forever] = [await started({ mediaRetentionDays: 5 }), await started({})];
    for (const id of [days, forever]) await ingest(id);
    await sweep();
    for (const id of [days, forever]) expect((await view(id)).inputs).toMatchObject([{ state: 'released' }]);
    const due = Date.parse((await row(days)).dueAt ?? '') - Date.now();
    expect(Math.round(due / 86_400_000)).toBe(5);
    expect((await row(forever)).dueKey).toBeUndefined();
  });

  it('go too where the submission failed, which then cannot be redriven', async () => {
    const id = await started({ mediaRetentionDays: 'never' }, 'a\0b');
    await expect(ingest(id)).rejects.toThrow();
    expect(await view(id)).toMatchObject({ state: 'failed', errorMessage: expect.stringContaining('1-parcels.csv') });
    // as a step leaves them that dies between copying a file, or writing an output, and recording that
    const outputs = ['table-cleaned.csv', 'table-report.json', 'receipt.json'].map((name) => `records/${id}/${name}`);
    const keys = [`private/${id}/1-parcels.csv`, ...outputs];
    const unrecorded = keys.map((key) => ({ bucket: releases(), key }));
    for (const one of unrecorded) await putObject({ ...one, body: 'a copy', contentType: 'text/csv' });
    await sweep();
    expect(await view(id)).toMatchObject({ state: 'failed', inputs: [{ state: 'removed' }] });
    for (const one of unrecorded) expect(await headObject(one)).toBeUndefined();
    await site.ask(`GET /api/v1/submissions/${id}/outputs/qc-report.json`, { token: site.member });
    await site.ask(`POST /api/v1/submissions/${id}/redrive`, { token: site.admin, status: 409 });
  });
});

describe('the first step', () => {
  it('refuses files whose names say that they are of other types', async () => {
    const { key } = await site.assignment({ inputs: [{ ...INPUT, types: ['csv', 'xlsx'] }] });
    const { id } = await site.draft(key);
    await site.post(id, PATH, 'text', 'letter.pdf');
    await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
    await expect(ingest(id)).rejects.toThrow();
    const { errorMessage, status } = await view(id);
    expect([status, errorMessage]).toEqual([
      'FINISHED',
      `Input '${PATH}': 'letter.pdf' is not of an accepted type (csv, xlsx).`,
    ]);
  });
});
