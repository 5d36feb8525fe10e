import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableOf } from './document-table.ts';
import { type InProcess, startInProcess } from './in-process.ts';
import { type Measured, measureRequests } from './request-calls.ts';
import { measureSteps } from './step-calls.ts';

/** The most that a request may ask of AWS, authentication included: it is what a request costs, and how long it takes. */
const BUDGET = {
  'status of a submission': [2, 2],
  "page of one's own history": [4, 2],
  "page 1 of a group's history": [4, 2],
  "page 1 of the site's history": [4, 2],
  'announce 100 files': [4, 3],
  'a part URL': [2, 2],
  'create from a manifest': [6, 4],
} as const;

let functions: InProcess;
let measured: Measured;
beforeAll(async () => {
  functions = await startInProcess();
  measured = await measureRequests(functions);
});
afterAll(() => functions.close());

describe('a request', () => {
  test.each(Object.entries(BUDGET))('%s: within %j', (name, [total, depth]) => {
    const calls = measured.get(name);
    if (calls === undefined) throw new Error(`'${name}' was not measured`);
    expect(calls.total, calls.names.join(', ')).toBeLessThanOrEqual(total);
    expect(calls.depth, calls.names.join(', ')).toBeLessThanOrEqual(depth);
  });

  test('costs what docs/data-model.md says', () => {
    const said = tableOf('request', 'calls', 'depth', 'how').map(([name, calls, depth]) => [name, `${calls}/${depth}`]);
    const found = [...measured].map(([name, { total, depth }]) => [name, `${total}/${depth}`]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said));
  });
});

test('a file costs each step what docs/data-model.md says', async () => {
  const said = tableOf('step', 'calls', 'how').map(([name = '', calls]) => [name.replaceAll('`', ''), Number(calls)]);
  expect(Object.fromEntries(await measureSteps(functions))).toEqual(Object.fromEntries(said));
});
