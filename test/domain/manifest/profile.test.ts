import { describe, expect, test } from 'vitest';
import { BUILT_IN } from '../../../domain/manifest/definitions.ts';
import { type ProfileInput, profileFaults, profileSchema } from '../../../domain/manifest/profile.ts';
import { vocabularySchema } from '../../../domain/manifest/vocabulary.ts';
import '../../english.ts';
import { compile } from './tables.ts';

const minimal: ProfileInput = {
  name: 'test',
  title: 'Test',
  columns: [{ name: 'name', required: true }],
  fileName: { column: 'name' },
  access: { policy: 'open' },
};

const faultsOf = (profile: unknown): string[] => {
  const parsed = profileSchema.safeParse(profile);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

test('a minimal profile has the documented defaults', () => {
  expect(profileSchema.parse(minimal)).toMatchObject({ enabled: true, strictOrder: true, maxRows: 25_000, rules: [] });
});

describe('refuses', () => {
  test.each([
    ['an unknown field', { ...minimal, colour: 'red' }, /colour/],
    [
      'a column listed twice',
      { ...minimal, columns: [...minimal.columns, { name: 'name' }] },
      /columns\.1\.name: .*twice/,
    ],
    [
      'a file name column that is not there',
      { ...minimal, fileName: { column: 'file' } },
      /fileName\.column: There is no column 'file'/,
    ],
    ['a file name column that may be empty', { ...minimal, columns: [{ name: 'name' }] }, /columns\.0\.required/],
    [
      'an access column that may be empty',
      {
        ...minimal,
        columns: [...minimal.columns, { name: 'level' }],
        access: { column: 'level', policies: { x: 'open' } },
      },
      /columns\.1\.required/,
    ],
    ['the policy of job runs', { ...minimal, access: { policy: 'private' } }, /access/],
    [
      'a rule about a column that is not there',
      { ...minimal, rules: [{ rule: 'unique', columns: ['b'] }] },
      /rules\.0: There is no column 'b'/,
    ],
    [
      'a condition on a column that is not there',
      { ...minimal, rules: [{ rule: 'requiredWhen', columns: ['name'], when: [{ column: 'c', in: ['x'] }] }] },
      /'c'/,
    ],
    ['an unknown rule', { ...minimal, rules: [{ rule: 'magic' }] }, /rules\.0/],
    ['a name that no URL can hold', { ...minimal, name: '../x' }, /name:/],
    ['a name that is kept for counting', { ...minimal, name: '#revision' }, /name:/],
    [
      'a column that makes a formula',
      { ...minimal, columns: [{ name: '=x', required: true }], fileName: { column: '=x' } },
      /columns\.0\.name/,
    ],
    [
      'limits the wrong way round',
      { ...minimal, columns: [{ name: 'name', required: true, minLength: 5, maxLength: 2 }] },
      /minLength/,
    ],
    ['more rows than a submission can have', { ...minimal, maxRows: 1_000_000 }, /maxRows/],
    ['a message for a rule that does not exist', { ...minimal, messages: { magic: 'x' } }, /messages/],
  ])('%s', (_, profile, fault) => {
    expect(faultsOf(profile).join('\n')).toMatch(fault);
  });
});

test('vocabularies and patterns are checked against what there is', () => {
  const columns = [
    { name: 'name', required: true, pattern: '(' },
    { name: 'level', required: true, vocabulary: 'levels' },
    { name: 'b', vocabulary: 'lost' },
  ];
  const access = { column: 'level', policies: { low: 'open' } } as const;
  const profile = profileSchema.parse({ ...minimal, columns, access });
  const faults = profileFaults(profile, [{ name: 'levels', terms: ['Low', 'high'] }], compile);
  expect(faults.map((fault) => fault.field)).toEqual(['columns.0.pattern', 'access.policies', 'columns.2.vocabulary']);
  expect(faults[1]?.message).toContain('high');
});

test('the built-in definitions fit one another', () => {
  for (const profile of BUILT_IN.profiles) expect(profileFaults(profile, BUILT_IN.vocabularies, compile)).toEqual([]);
  const sizes = BUILT_IN.vocabularies.map(({ name, terms }) => `${name} ${terms.length}`);
  expect(sizes).toEqual([
    'Program 5',
    'Sub-program 37',
    'Lab 42',
    'Species 24',
    'Modality 5',
    'Technique 31',
    'Subspecimen_type 5',
    'Data_type 4',
    'File_type 13',
    'Access 3',
    'BCDC_Project 59',
    'BCDC_collection 129',
    'CA_usage 5',
    'bican_data_type 2',
  ]);
});

describe('a vocabulary', () => {
  test.each([
    ['without terms', []],
    ['with a term twice', ['Open', 'open']],
    ['with blanks around a term', [' open']],
    ['with a line break in a term', ['o\npen']],
    ['too large for one table item', Array.from({ length: 10_000 }, (_, index) => `${index}`.padStart(36, 'ä'))],
  ])('%s is refused', (_, terms) => {
    expect(vocabularySchema.safeParse({ name: 'v', terms }).success).toBe(false);
  });
});
