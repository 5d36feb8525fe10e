import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { detectProfile } from '../../../domain/manifest/header.ts';
import { profileSchema } from '../../../domain/manifest/profile.ts';
import { check } from './tables.ts';

const columnsOf = (name: string) =>
  BUILT_IN.profiles.find((profile) => profile.name === name)?.columns.map((column) => column.name) ?? [];
const NEMO = columnsOf('nemo');
const BICAN = columnsOf('bican');
const detect = (cells: string[], profiles = BUILT_IN.profiles) => detectProfile({ row: 1, cells }, profiles);

const issuesOf = (cells: string[]) => {
  const detected = detect(cells);
  return 'issues' in detected ? detected.issues : [];
};

test('each built-in profile is known by its header', () => {
  expect(NEMO).toHaveLength(24);
  expect(BICAN).toHaveLength(18);
  expect(detect(NEMO)).toMatchObject({ layout: { profile: { name: 'nemo' }, width: 24 } });
  expect(detect(BICAN)).toMatchObject({ layout: { profile: { name: 'bican' }, width: 18 } });
});

test('blanks around names and empty cells at the end do not count', () => {
  expect(detect([...NEMO.map((name) => ` ${name} `), '', ' '])).toMatchObject({
    layout: { profile: { name: 'nemo' } },
  });
});

describe('a header of no profile is told against the nearest one', () => {
  test('missing column', () => {
    const [summary, column] = issuesOf(NEMO.filter((name) => name !== 'Checksum'));
    expect(summary?.message).toBe(
      "Manifest header row fields differ from the header fields from the template. Nearest profile: 'nemo'" +
        " (NeMO Archive manifest (24 columns)). Missing: 'Checksum'.",
    );
    expect(column).toMatchObject({ row: 1, column: 'Checksum', rule: 'header' });
    expect(column?.message).toContain('column 13');
  });

  test('misspelt column', () => {
    const issues = issuesOf(NEMO.map((name) => (name === 'File_name' ? 'file_nmae' : name)));
    expect(issues.map((issue) => [issue.column, issue.suggestion])).toEqual([
      [undefined, undefined],
      ['File_name', undefined],
      ['file_nmae', 'File_name'],
    ]);
  });

  test('one column moved is one column misplaced', () => {
    const moved = [...BICAN.filter((name) => name !== 'checksum'), 'checksum'];
    const issues = issuesOf(moved);
    expect(issues[0]).toMatchObject({ rule: 'order' });
    expect(issues[0]?.message).toContain('Manifest columns are not in the correct order.');
    expect(issues.slice(1)).toEqual([
      {
        message: "Column 'checksum' is column 18 here and column 6 of the profile.",
        row: 1,
        column: 'checksum',
        rule: 'order',
      },
    ]);
  });

  test('column listed twice', () => {
    const issues = issuesOf([...NEMO, 'Lab']);
    expect(issues.map((issue) => issue.column)).toEqual([undefined, 'Lab']);
  });

  test('nothing in common', async () => {
    const report = await check([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(report).toMatchObject({ valid: false, rows: 0, totalErrors: 1 });
    expect(report.profile).toBeUndefined();
    expect(report.errors[0]?.message).toContain("Known profiles: 'nemo', 'bican'");
  });

  test('a thousand unknown columns: capped, counted, quick', async () => {
    const header = Array.from({ length: 1_000 }, (_, index) => `Sample_ID_${index}`);
    const report = await check([[...header, 'Lab', 'Species']]);
    expect(report.errors).toHaveLength(100);
    expect(report.totalErrors).toBe(1 + 22 + 1_000);
    expect(report.errors[0]?.message.length).toBeLessThan(1_000);
  });
});

test('any order of the columns of a strict profile is refused, and only that', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(BICAN, { minLength: BICAN.length }), (shuffled) => {
      const issues = issuesOf(shuffled);
      const same = shuffled.every((name, index) => name === BICAN[index]);
      expect(issues.length === 0).toBe(same);
      for (const issue of issues) expect(issue.rule).toBe('order');
    }),
  );
});

describe('a profile without strict order', () => {
  const loose = profileSchema.parse({
    name: 'loose',
    title: 'Loose',
    strictOrder: false,
    columns: [{ name: 'name', required: true }, { name: 'note' }, { name: 'kind', required: true }],
    fileName: { column: 'name' },
    access: { policy: 'open' },
  });

  test('takes columns in any order, and without those that are not required', () => {
    expect(detect(['kind', 'name'], [loose as (typeof BUILT_IN.profiles)[0]])).toMatchObject({
      layout: { positions: [1, undefined, 0], width: 2 },
    });
  });

  test.each([[['name']], [['name', 'kind', 'other']], [['name', 'kind', 'name']]])('refuses %j', (names) => {
    expect(detect(names, [loose as (typeof BUILT_IN.profiles)[0]])).toHaveProperty('issues');
  });

  test('reads the cells where they are', async () => {
    const report = await check(
      [
        ['kind', 'name'],
        ['k', 'a.txt'],
      ],
      { profiles: [loose], vocabularies: [] },
    );
    expect(report.files).toEqual([{ row: 2, name: 'a.txt', metadata: { name: 'a.txt', kind: 'k' } }]);
  });
});

test('a profile that is asked for is the only one', async () => {
  const report = await check([NEMO], BUILT_IN, { profile: 'bican' });
  expect(report.errors[0]?.message).toMatch(/Known profiles: 'bican'|Nearest profile: 'bican'/);
  await expect(check([NEMO], BUILT_IN, { profile: 'nope' })).rejects.toThrow(/no manifest profile 'nope'.*nemo, bican/);
});

test('a disabled profile is not used', async () => {
  const profiles = BUILT_IN.profiles.map((profile) => ({ ...profile, enabled: profile.name !== 'nemo' }));
  expect(await check([NEMO], { ...BUILT_IN, profiles })).not.toHaveProperty('profile');
});
