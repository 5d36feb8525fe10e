import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announceFiles, type FileRow, getFile } from '../../../adapters/dynamodb/file-store.ts';
import { recordInput } from '../../../adapters/dynamodb/gateway/draft-store.ts';
import { type GatewaySite, INPUT, PATH, startGatewaySite } from './site.ts';

const OTHER = 'Land registry/Owners';
const OPTIONAL = { ...INPUT, dataStorePath: OTHER, mode: 'optional' };

let site: GatewaySite;
beforeAll(async () => {
  site = await startGatewaySite();
});
afterAll(() => site.functions.close());

const rowOf = (id: string, path: string) => getFile(site.functions.local.table, id, path);
const late = { state: 'arrived', objectKey: 'late', versionId: 'late', size: 1 } as const;
const announcement = (file: FileRow, objectKey: string) => ({ file, changes: { objectKey, declaredSize: 1 } });

async function drafted(): Promise<{ id: string; file: FileRow; other: FileRow }> {
  const { key } = await site.assignment({ inputs: [INPUT, OPTIONAL] });
  const { id } = await site.draft(key);
  await site.post(id, PATH, 'id,area\n1,2\n');
  return { id, file: (await rowOf(id, PATH)) as FileRow, other: (await rowOf(id, OTHER)) as FileRow };
}

describe('an input, once its submission has started', () => {
  it('keeps its bytes, whoever is still at it', async () => {
    const { table } = site.functions.local;
    const { id, file, other } = await drafted();
    await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
    expect(await recordInput(table, file, late)).toBe(false);
    expect(await announceFiles(table, [announcement(file, 'late')])).toEqual([file]);
    expect(
      await announceFiles(
        table,
        [file, other].map((one) => announcement(one, 'late')),
      ),
    ).toEqual([file, other]);
    expect(await rowOf(id, PATH)).toEqual({ ...file, type: 'csv', closed: true });
  });

  it('does not come back where it was left out', async () => {
    const { id, other } = await drafted();
    await site.ask(`POST /api/v1/submissions/${id}/start`, { token: site.member });
    expect(await recordInput(site.functions.local.table, other, late)).toBe(false);
    expect(await rowOf(id, OTHER)).toBeUndefined();
  });
});

it('a request that is overtaken does not take the place of what came after it', async () => {
  const { table } = site.functions.local;
  const { id, file } = await drafted();
  expect(await recordInput(table, file, { ...late, objectKey: 'second' })).toBe(true);
  expect(await recordInput(table, file, { ...late, objectKey: 'first' })).toBe(true);
  expect(await recordInput(table, file, { ...late, objectKey: 'second' })).toBe(true);
  expect(await rowOf(id, PATH)).toMatchObject({ objectKey: 'second' });
});

it('an announcement that is sent again because its answer was lost has been recorded', async () => {
  const { table } = site.functions.local;
  const { other } = await drafted();
  expect(await announceFiles(table, [announcement(other, 'mine')])).toEqual([]);
  expect(await announceFiles(table, [announcement(other, 'mine')])).toEqual([]);
  expect(await announceFiles(table, [announcement(other, 'another')])).toEqual([other]);
});
