import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConformance } from '../../../../adapters/dynamodb/conformance-store.ts';
import { getSubmission } from '../../../../adapters/dynamodb/submission-store.ts';
import { openBucket, openS3 } from '../../../../adapters/s3/client.ts';
import { openObject } from '../../../../adapters/s3/objects.ts';
import { writeWorkbook } from '../../../../adapters/tables/xlsx/write-xlsx.ts';
import type { CheckReport } from '../../../../domain/conformance/report/json.ts';
import type { StepAnswer } from '../../../../functions/ingest/step.ts';
import { type GatewaySite, startGatewaySite } from '../../gateway/site.ts';

let site: GatewaySite;
beforeAll(async () => {
  // each invocation is late as soon as it asks: everything goes on in the next one
  site = await startGatewaySite({ SLICE_SECONDS: '0.000001' });
});
afterAll(() => site.functions.close());

const INPUTS = [
  { dataStorePath: 'In/Owners', name: 'Owners' },
  { dataStorePath: 'In/Parcels', name: 'Parcels', mode: 'optional' },
];
const OWNERS = {
  name: 'Owners',
  kind: 'table',
  input: 'In/Owners',
  schema: { fields: [{ name: 'id', type: 'integer' }, { name: 'name' }], primaryKey: 'id' },
  cleaned: true,
};
const PARCELS = {
  name: 'Parcels',
  kind: 'table',
  input: 'In/Parcels',
  schema: {
    fields: [
      { name: 'no' },
      { name: 'owner', type: 'integer' },
      { name: 'from', type: 'date' },
      { name: 'to', type: 'date' },
    ],
    foreignKeys: [{ fields: 'owner', reference: { resource: 'In/Owners', fields: 'id' } }],
  },
  rules: [{ name: 'in order', expression: 'from <= to', message: 'must end after it begins', severity: 'warning' }],
};

/** Takes a submission through its third step, as the state machine does. */
async function submitted(files: Record<string, string | Buffer>, checks: object[] = [OWNERS, PARCELS]) {
  const { key, specificationKey } = await site.assignment({ inputs: INPUTS, checks });
  const { id } = await site.draft(key);
  for (const [path, content] of Object.entries(files)) {
    const name = `${path.slice(3).toLowerCase()}.${typeof content === 'string' ? 'csv' : 'xlsx'}`;
    await site.post(id, path, content, name);
  }
  await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
  const event = { submissionId: id, attempt: 1 };
  await site.functions.run('ingest/manifest-validated.ts', event);
  await site.functions.run('ingest/upload-complete.ts', { ...event, taskToken: 'none', retry: 0 });
  let invocations = 0;
  const step = async (shard?: number) => {
    invocations += 1;
    return (await site.functions.run('ingest/qc-complete.ts', {
      ...event,
      ...(shard !== undefined && { shard }),
    })) as StepAnswer;
  };
  const whole = async () => {
    for (let answer = await step(); answer.more; answer = await step()) {
      for (const shard of answer.shards) while ((await step(shard)).more);
    }
  };
  await whole().catch((error: Error) => {
    if (error.name !== 'StepFailed') throw error;
  });
  const { table } = site.functions.local;
  const submission = await getSubmission(table, id);
  if (submission === undefined) throw new Error('It is gone.');
  return { submission, specificationKey, invocations };
}

async function output(id: string, name: string): Promise<string> {
  const bucket = openBucket(openS3(), 'waybill-releases-test', '000000000000');
  const { stream } = await openObject({ bucket, key: `records/${id}/${name}` });
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const report = async (id: string, name: string) => JSON.parse(await output(id, `${name}-report.json`)) as CheckReport;

const GOOD = 'id,name\n01,Ann\n2,"Zoë, B"\n';

describe('the checks of a submission', () => {
  it('pass, and make a report, a page and a cleaned table', async () => {
    const parcels = 'no,owner,from,to\nA,1,2020-01-01,2020-01-02\nB,2,,\n';
    const type = { name: 'Type', kind: 'fileType', input: 'In/Owners', types: ['csv'] };
    const files = { 'In/Owners': GOOD, 'In/Parcels': parcels };
    const { submission, specificationKey, invocations } = await submitted(files, [OWNERS, PARCELS, type]);
    expect(submission.steps.qc_complete).toMatchObject({ success: true });
    expect(invocations).toBeGreaterThan(1);
    expect(Object.keys(submission.outputs ?? {}).toSorted()).toEqual([
      'owners-cleaned.csv',
      'owners-report.html',
      'owners-report.json',
      'parcels-report.html',
      'parcels-report.json',
      'type-report.html',
      'type-report.json',
    ]);
    expect(await output(submission.id, 'owners-cleaned.csv')).toBe('id,name\r\n1,Ann\r\n2,"Zoë, B"\r\n');
    const found = await report(submission.id, 'parcels');
    expect(found).toMatchObject({ outcome: 'passed', rows: 2, errorCount: 0, encoding: 'utf-8', delimiter: ',' });
    expect(found.rules.find(({ name }) => name === 'foreignKey(owner)')).toMatchObject({
      checked: 2,
      conformance: 100,
    });
    const { items } = await listConformance(site.functions.local.table, specificationKey, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(items[0]?.rules).toContainEqual({
      check: 'Parcels',
      rule: 'in order',
      severity: 'warning',
      checked: 1,
      failed: 0,
    });
  });

  it('fail with the input, the row, the column and how many there are; reports are there all the same', async () => {
    const parcels = `no,owner,from,to\nA,1,2020-01-01,2019-01-02\nB,7,,\nC,07,,\nD,<b>,,\n=1+1,8,,\n`;
    const { submission } = await submitted({ 'In/Owners': `${GOOD}1,Eve\n`, 'In/Parcels': parcels });
    expect(submission.state).toBe('failed');
    expect(submission.errorMessage).toContain(
      "Input 'In/Owners' (owners.csv) does not pass the check 'Owners': one error in row 4, column 'id': \"1\" stands in row 2 already.",
    );
    expect(submission.errorMessage).toContain(
      "Input 'In/Parcels' (parcels.csv) does not pass the check 'Parcels': 4 errors, the first in row 3, column 'owner': \"7\" must be found in id of 'In/Owners'.",
    );
    const { id } = submission;
    const found = await report(id, 'parcels');
    expect(found).toMatchObject({ outcome: 'failed', errorCount: 4, warningCount: 1, listed: 4 });
    expect(found.errors).toEqual([
      {
        rule: 'in order',
        severity: 'warning',
        row: 2,
        column: 'from, to',
        value: '2020-01-01, 2019-01-02',
        message: 'must end after it begins',
      },
      {
        rule: 'foreignKey(owner)',
        severity: 'error',
        row: 3,
        column: 'owner',
        value: '7',
        message: "must be found in id of 'In/Owners'",
        more: 1,
      },
      {
        rule: 'type(owner)',
        severity: 'error',
        row: 5,
        column: 'owner',
        value: '<b>',
        message: 'must be of type integer',
      },
      {
        rule: 'foreignKey(owner)',
        severity: 'error',
        row: 6,
        column: 'owner',
        value: '8',
        message: "must be found in id of 'In/Owners'",
      },
    ]);
    expect(await output(id, 'parcels-errors.csv')).toContain(
      '5,owner,<b>,type(owner),error,must be of type integer,\r\n',
    );
    const page = await output(id, 'parcels-report.html');
    expect(page).toContain('&lt;b&gt;');
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it('go on from invocation to invocation', async () => {
    const rows = Array.from({ length: 260_000 }, (_, index) => `${index + 1},name ${index}`);
    const owners = `id,name\n${[...rows, '17,again', '200000,again'].join('\n')}\n`;
    const { submission, invocations } = await submitted({ 'In/Owners': owners });
    expect(invocations).toBeGreaterThan(2);
    const found = await report(submission.id, 'owners');
    expect(found).toMatchObject({ rows: 260_002, errorCount: 2 });
    expect(found.errors).toMatchObject([
      { row: 260_002, column: 'id', value: '17', message: 'stands in row 18 already' },
      { row: 260_003, column: 'id', value: '200000', message: 'stands in row 200001 already' },
    ]);
    expect((await output(submission.id, 'owners-cleaned.csv')).length).toBe(owners.replaceAll('\n', '\r\n').length);
  });

  it('look keys up in a workbook, too, and from one', async () => {
    const owners = writeWorkbook([
      {
        name: 'O',
        rows: [
          ['id', 'name'],
          ['1', 'Ann'],
          ['2', 'Bert'],
        ],
      },
    ]);
    const parcels = writeWorkbook([
      { name: 'Read me', rows: [['nothing here']] },
      {
        name: 'Data',
        rows: [
          ['no', 'owner', 'from', 'to'],
          ['A', '3', '', ''],
          ['B', '2', '', ''],
        ],
      },
    ]);
    const checks = [OWNERS, { ...PARCELS, sheet: 'Data' }];
    const { submission } = await submitted({ 'In/Owners': owners, 'In/Parcels': parcels }, checks);
    const found = await report(submission.id, 'parcels');
    expect(found).toMatchObject({ sheet: 'Data', errorCount: 1 });
    expect(found.errors).toMatchObject([{ row: 2, column: 'owner', value: '3', rule: 'foreignKey(owner)' }]);
    expect(await output(submission.id, 'owners-cleaned.csv')).toBe('id,name\r\n1,Ann\r\n2,Bert\r\n');
  });

  it('ask nothing of an input that did not come', async () => {
    const { submission } = await submitted({ 'In/Owners': GOOD });
    expect(submission.steps.qc_complete).toMatchObject({ success: true });
    expect(Object.keys(submission.outputs ?? {})).not.toContain('parcels-report.json');
  });

  it('that are warnings let it pass', async () => {
    const { submission } = await submitted({ 'In/Owners': 'id,name\nx,Ann\n' }, [{ ...OWNERS, severity: 'warning' }]);
    expect(submission.steps.qc_complete).toMatchObject({ success: true });
    expect(await report(submission.id, 'owners')).toMatchObject({
      outcome: 'warnings',
      errorCount: 0,
      warningCount: 1,
    });
  });

  it('tell files of other types', async () => {
    const checks = [{ name: 'Type', kind: 'fileType', input: 'In/Owners', types: ['csv', 'vcf'] }];
    const workbook = writeWorkbook([{ name: 'O', rows: [['id'], ['1']] }]);
    const { submission } = await submitted({ 'In/Owners': workbook }, checks);
    expect(submission.errorMessage).toContain(
      "does not pass the check 'Type': one error: the file must be of type csv or vcf",
    );
    expect((await submitted({ 'In/Owners': GOOD }, checks)).submission.steps.qc_complete).toMatchObject({
      success: true,
    });
  });

  it('give the same where step 3 is run twice at once', async () => {
    const { key } = await site.assignment({ inputs: INPUTS, checks: [OWNERS] });
    const { id } = await site.draft(key);
    await site.post(id, 'In/Owners', `${GOOD}2,Eve\n`, 'o.csv');
    await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
    const event = { submissionId: id, attempt: 1 };
    await site.functions.run('ingest/manifest-validated.ts', event);
    const step = async () => {
      for (let round = 0; round < 20; round += 1) {
        const answer = (await site.functions.run('ingest/qc-complete.ts', event)) as StepAnswer;
        if (!answer.more) return;
        for (const shard of answer.shards) await site.functions.run('ingest/qc-complete.ts', { ...event, shard });
      }
    };
    await site.functions.run('ingest/upload-complete.ts', { ...event, taskToken: 'none', retry: 0 });
    await Promise.allSettled([step(), step()]);
    expect(await report(id, 'owners')).toMatchObject({ errorCount: 1, listed: 1, rows: 3 });
    expect(await output(id, 'owners-cleaned.csv')).toBe('id,name\r\n1,Ann\r\n2,"Zoë, B"\r\n2,Eve\r\n');
  });
});
