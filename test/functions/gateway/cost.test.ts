import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Calls } from '../call-counter.ts';
import { tableOf } from '../document-table.ts';
import { type GatewaySite, PATH, startGatewaySite } from './site.ts';

let site: GatewaySite;

beforeAll(async () => {
  site = await startGatewaySite({}, { counted: true });
});
afterAll(() => site.functions.close());

async function measure(): Promise<Map<string, Calls>> {
  const measured = new Map<string, Calls>();
  const count = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const { result, ...calls } = await site.functions.counter.count(work);
    measured.set(name, calls);
    return result;
  };
  const { key, specificationKey } = await site.assignment();
  const token = site.member;
  await count('the assignments of a user', () => site.ask('GET /api/v1/assignments', { token }));
  const { id } = await count('create an empty submission', () => site.draft(key));
  await count('send an input through the API', () => site.post(id, PATH, 'a\n1\n'));
  const json = { files: [{ name: PATH, size: 5 }] };
  await count('announce an input', () => site.ask(`POST /api/v1/submissions/${id}/uploads`, { token, json }));
  await site.post(id, PATH, 'a\n1\n');
  await count('start', () => site.ask(`POST /api/v1/submissions/${id}/start`, { token }));
  await count('status of a submission to an assignment', () => site.ask(`GET /api/v1/submissions/${id}`, { token }));
  await count('submissions to an assignment', () => site.ask(`GET /api/v1/assignments/${key}/submissions`, { token }));
  await count('a report of rules', () =>
    site.ask(`GET /api/v1/reports/specification/${specificationKey}/rule_conformance`, { token: site.admin }),
  );
  return measured;
}

it('costs what docs/data-model.md says', async () => {
  const said = tableOf('gateway request', 'calls', 'depth', 'how').map(([name, calls, depth]) => [
    name,
    `${calls}/${depth}`,
  ]);
  const found = [...(await measure())].map(([name, { total, depth }]) => [name, `${total}/${depth}`]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said));
});
