import { afterAll, beforeAll, expect, it } from 'vitest';
import { allFiles, listFiles, putExpectedFiles } from '../../../adapters/dynamodb/file-store.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
const id = 'abc2345';
const names = ['a.csv', 'ｆ.csv', '\u{1F600}.csv'];
beforeAll(async () => {
  local = await startLocalTable();
  const file = { submissionId: id, state: 'expected' as const };
  await putExpectedFiles(
    local.table,
    names.map((name) => ({ ...file, key: name, name, uuid: crypto.randomUUID() })) as never,
  );
});
afterAll(() => local.close());

it('reads files page by page, whatever their names are written in', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listFiles(local.table, id, { after, limit: 1 });
    seen.push(...page.files.map(({ name }) => name));
    after = page.next;
  } while (after !== undefined);
  expect(seen).toEqual(names);
  const first: string[] = [];
  for await (const { name } of allFiles(local.table, id, { until: 'ｆ.csv' })) first.push(name);
  expect(first).toEqual(names.slice(0, 2));
});

it.each(['\u{FFFD}', '\u{10FFFF}', 'a'])('begins behind %j, which no file needs to have', async (after) => {
  const { files } = await listFiles(local.table, id, { after });
  expect(files.map(({ name }) => name)).toEqual(
    names.filter((name) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0),
  );
});

it('says of what lies behind all names that no page has answered it', async () => {
  await expect(listFiles(local.table, id, { after: '\u{10FFFF}a' })).rejects.toMatchObject({
    kind: 'invalid',
    issues: [{ field: 'after', value: '\u{10FFFF}a' }],
  });
});
