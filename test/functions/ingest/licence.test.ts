import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSetting } from '../../../adapters/dynamodb/settings-store.ts';
import { findSetting, requireValue, SETTINGS } from '../../../domain/settings/settings.ts';
import type { Policy, Submission } from '../../../domain/submission/submission.ts';
import { licenceOf } from '../../../functions/ingest/licence.ts';
import { type LocalTable, startLocalTable } from '../../adapters/dynamodb/local-table.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startLocalTable();
});
afterAll(() => local.close());

const of = (policy: Policy, licence?: string) =>
  licenceOf(local.table, { policy, ...(licence && { licence }) } as Submission);

it('is what was said, else the usual one of data that everybody may have', async () => {
  expect(await of('open')).toBeUndefined();
  await writeSetting(local.table, 'default_licence', 'CC-BY-4.0');
  expect(await Promise.all([of('open'), of('embargo'), of('restricted'), of('private')])).toEqual([
    'CC-BY-4.0',
    'CC-BY-4.0',
    undefined,
    undefined,
  ]);
  expect(await of('open', 'CC0-1.0')).toBe('CC0-1.0');
  expect(await of('restricted', 'CC0-1.0')).toBe('CC0-1.0');
});

it.each([
  ['CC-BY-4.0', true],
  ['', true],
  ['Free for all', false],
  ['<b>', false],
])('%j is a usual licence: %s', (value, good) => {
  const setting = findSetting(SETTINGS.find(({ key }) => key === 'default_licence')?.uuid ?? '');
  const check = () => setting && requireValue(setting, value);
  if (good) expect(check).not.toThrow();
  else expect(check).toThrow('SPDX identifier');
});
