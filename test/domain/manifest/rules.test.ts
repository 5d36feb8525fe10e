import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProfileInput } from '../../../domain/manifest/profile.ts';
import { check, oneProfile, places } from './tables.ts';

type Rules = NonNullable<ProfileInput['rules']>;
const COLUMNS = [{ name: 'name', required: true }, { name: 'a' }, { name: 'b' }];
const HEADER = COLUMNS.map((column) => column.name);
const run = (rules: Rules, ...rows: string[][]) => check([HEADER, ...rows], oneProfile({ columns: COLUMNS, rules }));

test('unique takes combinations', async () => {
  const rules: Rules = [{ rule: 'unique', columns: ['a', 'b'] }];
  const report = await run(rules, ['f1', 'x', 'y'], ['f2', 'x', 'z'], ['f3', 'x', 'y'], ['f4', '', ''], ['f5', '', '']);
  expect(places(report)).toEqual(['4 a unique']);
  expect(report.errors[0]?.message).toBe("Row 4, column 'a': 'x, y' is already in row 2.");
});

test('combinations are not confused by the texts in them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 }), async (pairs) => {
      const rows = pairs.map(([a, b], index) => [`f${index}`, a, b]);
      const report = await run([{ rule: 'unique', columns: ['a', 'b'] }], ...rows);
      const filled = pairs.filter(([a, b]) => a.trim() !== '' || b.trim() !== '');
      const distinct = new Set(filled.map((pair) => JSON.stringify(pair)));
      if (pairs.length > 0) expect(report.totalErrors).toBe(filled.length - distinct.size);
    }),
  );
});

test('single tells the first row of every further value', async () => {
  const rules: Rules = [{ rule: 'single', columns: ['a'] }];
  const rows = ['x', 'X', 'y', '', 'y', 'z'].map((value, index) => [`f${index}`, value, '']);
  expect(places(await run(rules, ...rows))).toEqual(['4 a single', '7 a single']);
});

test('a rule concerns the rows that its condition names', async () => {
  const rules: Rules = [
    { rule: 'requiredWhen', columns: ['b'], when: [{ column: 'a', in: ['raw'] }] },
    { rule: 'emptyWhen', columns: ['b'], when: [{ column: 'a', in: ['other'] }], message: 'Row {row}: no {column}.' },
  ];
  const report = await run(rules, ['f1', 'RAW', ''], ['f2', 'raw', 'x'], ['f3', 'Other', 'x'], ['f4', 'none', '']);
  expect(places(report)).toEqual(['2 b requiredWhen', '4 b emptyWhen']);
  expect(report.errors[1]?.message).toBe('Row 4: no b.');
});

describe('a rule for manifests that use a column', () => {
  const rules: Rules = [
    { rule: 'requiredWhen', columns: ['b'], provided: { column: 'a', is: 'used' } },
    { rule: 'emptyWhen', columns: ['b'], provided: { column: 'a', is: 'empty' } },
  ];

  test('applies when the last row uses it', async () => {
    const report = await run(rules, ['f1', '', ''], ['f2', '', 'x'], ['f3', 'used', 'x']);
    expect(places(report)).toEqual(['2 b requiredWhen']);
  });

  test('does not when no row does', async () => {
    expect(places(await run(rules, ['f1', '', ''], ['f2', '', 'x']))).toEqual(['3 b emptyWhen']);
  });
});

test('a value has its own row, before or after, also one that the condition leaves out', async () => {
  const rules: Rules = [{ rule: 'hasRow', columns: ['a'], in: 'name', when: [{ column: 'b', in: ['yes'] }] }];
  const report = await run(rules, ['f1', 'f2', 'yes'], ['f2', 'f1', 'no'], ['f3', 'f9', 'yes'], ['f4', 'f9', 'no']);
  expect(places(report)).toEqual(['4 a hasRow']);
});

test('cells of a row are filled in together', async () => {
  const rules: Rules = [{ rule: 'allOrNone', columns: ['a', 'b'], across: 'row' }];
  const report = await run(rules, ['f1', '', ''], ['f2', 'x', 'y'], ['f3', 'x', '']);
  expect(places(report)).toEqual(['4 b allOrNone']);
});

test('a prefix is required', async () => {
  const rules: Rules = [{ rule: 'prefix', column: 'name', value: 'LAB-' }];
  expect(places(await run(rules, ['LAB-1', '', ''], ['lab-2', '', '']))).toEqual(['3 name prefix']);
});

test('issues of all rules come in row order, the first of them', async () => {
  const rules: Rules = [
    { rule: 'requiredWhen', columns: ['b'] },
    { rule: 'hasRow', columns: ['a'], in: 'name' },
    { rule: 'unique', columns: ['a'] },
  ];
  const rows = Array.from({ length: 50 }, (_, index) => [`f${index}`, 'nowhere', '']);
  const report = await check([HEADER, ...rows], oneProfile({ columns: COLUMNS, rules }), { maxIssues: 6 });
  expect(report.totalErrors).toBe(50 + 50 + 49);
  expect(report.errors.map((issue) => issue.row)).toEqual([2, 2, 3, 3, 3, 4]);
});

describe('a profile that names its policies', () => {
  const columns = [
    { name: 'name', required: true },
    { name: 'level', required: true },
  ];
  const access = { column: 'level', policies: { public: 'open', members: 'restricted', staff: 'restricted' } } as const;

  test('takes them as terms', async () => {
    const definitions = oneProfile({ columns, access });
    const report = await check(
      [
        ['name', 'level'],
        ['f1', 'membres'],
      ],
      definitions,
    );
    expect(places(report)).toEqual(['2 level policy members']);
    const valid = await check(
      [
        ['name', 'level'],
        ['f1', 'Members'],
        ['f2', 'staff'],
      ],
      definitions,
    );
    expect(valid).toMatchObject({ valid: true, policy: 'restricted' });
    expect(valid.files[0]?.metadata['level']).toBe('members');
  });

  test('refuses a term of the vocabulary that has no policy', async () => {
    const withTerms = columns.map((column) => (column.name === 'level' ? { ...column, vocabulary: 'terms' } : column));
    const definitions = oneProfile({ columns: withTerms, access }, ['public', 'secret']);
    expect(
      places(
        await check(
          [
            ['name', 'level'],
            ['f1', 'secret'],
          ],
          definitions,
        ),
      ),
    ).toEqual(['2 level policy']);
  });
});

test('patterns that take too much work stop the check with a message', async () => {
  const columns = [{ name: 'name', required: true, pattern: '[a-z]*' }];
  const definitions = oneProfile({ columns });
  const { checkManifest } = await import('../../../domain/manifest/check.ts');
  const { tableOf } = await import('./tables.ts');
  const table = tableOf([['name'], ...Array.from({ length: 1_000 }, (_, index) => [`${'a'.repeat(200)}${index}`])]);
  const costly = () => ({ size: 10_000, test: () => true });
  await expect(checkManifest(table, definitions, { compile: costly })).rejects.toThrow(/too much work/);
});

test('a value that is too long for its pattern is told so', async () => {
  const definitions = oneProfile({
    columns: [
      { name: 'name', required: true },
      { name: 'a', pattern: '[a-z]+' },
    ],
  });
  const rows = [256, 257].map((length) => [`f${length}`, 'x'.repeat(length)]);
  const report = await check([['name', 'a'], ...rows], definitions);
  expect(places(report)).toEqual(['3 a length']);
  expect(report.errors[0]?.message).toContain('257 characters; 0 to 256');
});

test('a vocabulary that is gone is our fault, not the manifest’s', async () => {
  const definitions = oneProfile({ columns: [{ name: 'name', required: true, vocabulary: 'lost' }] });
  await expect(check([['name'], ['f1']], definitions)).rejects.toMatchObject({ kind: 'internal' });
});
