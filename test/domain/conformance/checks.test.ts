import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../adapters/tables/safe-pattern.ts';
import { checkFaults } from '../../../domain/conformance/check-faults.ts';
import { checksSchema, slugOf } from '../../../domain/conformance/checks.ts';

const table = (more: object = {}, schema: object = {}) => ({
  name: 'People',
  kind: 'table',
  input: 'people',
  schema: { fields: [{ name: 'id', type: 'integer' }, { name: 'born', type: 'date' }, { name: 'note' }], ...schema },
  ...more,
});

/** The faults of the schema, as `path: message`. */
function refused(...checks: object[]): string[] {
  const parsed = checksSchema().safeParse(checks);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the checks of a specification', () => {
  it('are none by default, and have defaults', () => {
    expect(checksSchema().parse(undefined)).toEqual([]);
    expect(checksSchema().parse([table()])).toMatchObject([
      { severity: 'error', cleaned: false, maxErrors: 1000, dialect: { quoteChar: '"', header: true }, rules: [] },
    ]);
  });

  it.each<[string, object, string]>([
    ['an unknown type', table({}, { fields: [{ name: 'id', type: 'int' }] }), '0.schema.fields.0.type'],
    ['an unknown property', table({}, { fields: [{ name: 'id', requird: true }] }), '0.schema.fields.0'],
    ['a field that is listed twice', table({}, { fields: [{ name: 'a' }, { name: 'a' }] }), '0.schema.fields.1.name'],
    ['a key of an unknown field', table({}, { primaryKey: ['id', 'no'] }), '0.schema.primaryKey'],
    [
      'a foreign key that is longer than what it refers to',
      table({}, { foreignKeys: [{ fields: ['id', 'note'], reference: { resource: 'x', fields: 'id' } }] }),
      '0.schema.foreignKeys.0.reference.fields',
    ],
    [
      'an expression that does not parse',
      table({ rules: [{ name: 'r', expression: 'id >' }] }),
      '0.rules.0.expression',
    ],
    ['an unknown column', table({ rules: [{ name: 'r', expression: 'ID > 1' }] }), '0.rules.0.expression'],
    [
      'an expression that is no condition',
      table({ rules: [{ name: 'r', expression: 'id + 1' }] }),
      '0.rules.0.expression',
    ],
    ['text compared with a number', table({ rules: [{ name: 'r', expression: "id = 'x'" }] }), '0.rules.0.expression'],
    [
      'two rules of one name',
      table({
        rules: [
          { name: 'r', expression: 'id>1' },
          { name: 'r', expression: 'id>2' },
        ],
      }),
      '0.rules.1.name',
    ],
  ])('refuse %s, and say where', (_, check, place) => {
    expect(refused(check)).toEqual([expect.stringContaining(`${place}: `)]);
  });

  it('refuse two checks whose outputs would have one name', () => {
    expect(refused(table(), table({ name: 'people!' }))).toEqual([
      expect.stringContaining('1.name: Two checks would call'),
    ]);
    expect(slugOf('Größe (v2)')).toBe('gro-e-v2');
    expect(slugOf('日本')).toBe('check');
  });

  it('refuse more keys than memory holds', () => {
    const fields = Array.from({ length: 9 }, (_, index) => ({ name: `f${index}`, constraints: { unique: true } }));
    expect(refused(table({}, { fields }))).toEqual([expect.stringContaining('at most 8 unique columns')]);
  });
});

describe('what only the specification can tell of its checks', () => {
  const faults = (checks: object[], inputs = ['people']) =>
    checkFaults(checksSchema().parse(checks), inputs, compilePattern).map(
      ({ field, message }) => `${field}: ${message}`,
    );
  const field = (more: object) => [table({}, { fields: [{ name: 'id', ...more }] })];

  it('is nothing where all is well', () => {
    expect(faults([table({ rules: [{ name: 'r', expression: "born >= '1900-01-01'" }] })])).toEqual([]);
  });

  it.each<[string, object[], string]>([
    [
      'an unknown input',
      [table({ input: 'persons' })],
      "0.input: The specification has no input 'persons'; it has 'people'.",
    ],
    ['an unknown file type', [{ name: 'T', kind: 'fileType', input: 'people', types: ['docx'] }], '0.types.0: '],
    [
      'a pattern that RE2 refuses',
      field({ constraints: { pattern: '(?=a)' } }),
      '0.schema.fields.0.constraints.pattern: ',
    ],
    [
      'a format that there is not',
      field({ format: 'ipv4' }),
      "0.schema.fields.0.format: There is no format 'ipv4' of string",
    ],
    ['a date format that there is not', field({ type: 'date', format: '%Q' }), '0.schema.fields.0.format: '],
    [
      'a limit that is no value',
      field({ type: 'date', constraints: { minimum: '1.1.20' } }),
      "0.schema.fields.0.constraints.minimum: '1.1.20' is no date",
    ],
    [
      'an allowed value that is none',
      field({ type: 'integer', constraints: { enum: [1, 'x'] } }),
      "0.schema.fields.0.constraints.enum: 'x' is no integer",
    ],
    [
      'a constraint that the type has not',
      field({ constraints: { minimum: 3 } }),
      '0.schema.fields.0.constraints.minimum: There is no minimum of a string',
    ],
    [
      'text that is compared with a date and is none',
      [table({ rules: [{ name: 'r', expression: "born > 'today'" }] })],
      "0.rules.0.expression: 'today' is no date",
    ],
    [
      'a key of a table that there is not',
      [table({}, { foreignKeys: [{ fields: 'id', reference: { resource: 'x', fields: 'id' } }] })],
      "0.schema.foreignKeys.0.reference: There is no table check of an input 'x'",
    ],
    [
      'a key of another type than what it refers to',
      [table({}, { foreignKeys: [{ fields: 'note', reference: { resource: '', fields: 'id' } }] })],
      "0.schema.foreignKeys.0.reference: 'note' is a text and 'id', to which it refers, a number.",
    ],
  ])('%s', (_, checks, fault) => {
    expect(faults(checks)).toEqual([expect.stringContaining(fault)]);
  });
});
