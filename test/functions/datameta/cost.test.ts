import { afterAll, beforeAll, expect, it } from 'vitest';
import { tableOf } from '../document-table.ts';
import { type InProcess, startInProcess } from '../in-process.ts';
import { measureDatameta } from './door-calls.ts';

let functions: InProcess;

beforeAll(async () => {
  functions = await startInProcess();
});
afterAll(() => functions.close());

it('costs what docs/data-model.md says', async () => {
  const said = tableOf('DataMeta request', 'calls', 'depth', 'how').map(([name, calls, depth]) => [
    name,
    `${calls}/${depth}`,
  ]);
  const found = [...(await measureDatameta(functions))].map(([name, { total, depth }]) => [name, `${total}/${depth}`]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said));
});
