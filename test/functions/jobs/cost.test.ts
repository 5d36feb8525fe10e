import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOutput } from '../../../adapters/dynamodb/output-store.ts';
import { openBucket, openS3 } from '../../../adapters/s3/client.ts';
import { putObject } from '../../../adapters/s3/objects.ts';
import type { Calls } from '../call-counter.ts';
import { tableOf } from '../document-table.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;

beforeAll(async () => {
  site = await startJobsSite();
}, 60_000);
afterAll(() => site.here.close());

async function measure(): Promise<Map<string, Calls>> {
  const measured = new Map<string, Calls>();
  const ask = async (name: string, sent: Parameters<JobsSite['send']>[0]) => {
    const { result, ...calls } = await site.here.counter.count(() => site.send(sent));
    expect(result.status).toBeLessThan(300);
    measured.set(name, calls);
    return result;
  };
  await ask('jobs that can be submitted to', { path: '/endpoints/' });
  const submission = { method: 'POST', path: '/submission/', form: site.form({ job: 'count' }) };
  const { UUID } = (await ask('submit to a job', submission)).json as { UUID: string };
  const { json } = await ask('state of a job submission', { path: `/submission/${UUID}` });
  const [only] = (json as { submissions: { UUID: string; input_file: string }[] }).submissions;
  const uuid = only?.UUID ?? '';
  await ask('state of one job of it', { path: `/submission/single/${uuid}` });
  await ask('fetch a submitted file', { path: only?.input_file ?? '' });
  await makeResult(UUID, `${uuid}.count`);
  await ask('fetch a result', { path: `/submissions/${uuid}.count` });
  return measured;
}

async function makeResult(batch: string, file: string): Promise<void> {
  const row = await site.row(`BATCH#${batch}`, 'BATCH');
  const [id = ''] = (row?.['submissionIds'] ?? []) as string[];
  const bucket = openBucket(openS3(), process.env['RELEASE_BUCKET'] ?? '', '000000000000');
  await putObject({ bucket, key: `records/${id}/${file}`, body: '1', contentType: 'text/plain' });
  const output = { name: file, contentType: 'text/plain', size: 1, createdAt: '2026-01-01T10:00:00Z', task: 'wc' };
  await recordOutput(site.here.local.table, id, file, output);
}

test('requests of jobs cost what docs/data-model.md says', async () => {
  const measured = await measure();
  const rows = tableOf('jobs request', 'calls', 'depth', 'how');
  const told = rows.map(([name = '', calls, depth]) => [name, Number(calls), Number(depth)]);
  expect([...measured].map(([name, { total, depth }]) => [name, total, depth])).toEqual(told);
});
