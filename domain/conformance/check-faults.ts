import type { CompilePattern } from '../manifest/pattern.ts';
import { isKnownType } from '../quality/format.ts';
import { createReader, formatFault } from './cells/cell-reader.ts';
import type { Decode } from './cells/reading.ts';
import type { Check, Checks, TableCheck } from './checks.ts';
import { constraintFaults } from './constraints.ts';
import { compileExpression } from './expression/evaluate.ts';
import { ExpressionFault } from './expression/fault.ts';
import { parseExpression } from './expression/parse.ts';
import { valueTypeOf } from './expression/types.ts';
import type { Field, ForeignKey } from './table-schema.ts';

export interface CheckFault {
  message: string;
  /** path below the checks, e.g. `0.schema.fields.2.constraints.pattern` */
  field: string;
}

/**
 * What the schema of the checks alone cannot see: inputs that there are not, keys of other tables, file types, patterns.
 * @param inputs the `dataStorePath` of every input of the specification
 */
export function checkFaults(checks: Checks, inputs: readonly string[], compile: CompilePattern): CheckFault[] {
  return checks.flatMap((check, index) => {
    const faults = check.kind === 'fileType' ? typeFaults(check.types) : tableFaults(check, checks, compile);
    const known = inputs.includes(check.input) ? [] : [unknownInput(check.input, 'input', inputs)];
    return [...known, ...faults].map((fault) => ({ ...fault, field: `${index}.${fault.field}` }));
  });
}

function unknownInput(path: string, field: string, inputs: readonly string[]): CheckFault {
  const known = inputs.length === 0 ? 'it has none' : `it has ${inputs.map((input) => `'${input}'`).join(', ')}`;
  return { message: `The specification has no input '${path}'; ${known}.`, field };
}

function typeFaults(types: readonly string[]): CheckFault[] {
  return types.flatMap((type, index) =>
    isKnownType(type) ? [] : [{ message: `The file type '${type}' is not known.`, field: `types.${index}` }],
  );
}

function tableFaults(check: TableCheck, checks: Checks, compile: CompilePattern): CheckFault[] {
  const { fields, foreignKeys } = check.schema;
  return [
    ...check.rules.flatMap(({ expression }, index) => {
      const message = expressionFault(expression, fields);
      return message === undefined ? [] : [{ message, field: `rules.${index}.expression` }];
    }),
    ...fields.flatMap((field, index) =>
      fieldFaults(field, compile).map((fault) => ({ ...fault, field: `schema.fields.${index}.${fault.field}` })),
    ),
    ...foreignKeys.flatMap((key, index) =>
      foreignFaults(key, check, checks).map((fault) => ({ ...fault, field: `schema.foreignKeys.${index}.reference` })),
    ),
  ];
}

/** Names of properties that a type has not, formats that there are not, limits that are none, patterns. */
function fieldFaults(field: Field, compile: CompilePattern): CheckFault[] {
  const format = formatFault(field);
  if (format !== undefined) return [{ message: format, field: 'format' }];
  const values = constraintFaults(field, createReader(field, decode));
  const faults = values.map(({ message, name }) => ({ message, field: `constraints.${name}` }));
  const pattern = patternFault(field.constraints.pattern, compile);
  return pattern === undefined ? faults : [...faults, { message: pattern, field: 'constraints.pattern' }];
}

const decoder = new TextDecoder();
const decode: Decode = (bytes, start, end) => decoder.decode(bytes.subarray(start, end));

function patternFault(pattern: string | undefined, compile: CompilePattern): string | undefined {
  if (pattern === undefined) return undefined;
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    return `The pattern cannot be used: ${(error as Error).message}`;
  }
}

/** Text that is compared with a date and is none. */
function expressionFault(expression: string, fields: readonly Field[]): string | undefined {
  try {
    compileExpression(parseExpression(expression), fields);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message;
    throw error;
  }
}

/** The table check that a foreign key of `check` refers to: its own, or that of another input. */
export function referredTable(key: ForeignKey, check: Check, checks: Checks): TableCheck | undefined {
  const { resource } = key.reference;
  const candidates = resource === '' ? [check] : checks.filter(({ input }) => input === resource);
  return candidates.find((candidate) => candidate.kind === 'table');
}

function foreignFaults(key: ForeignKey, check: TableCheck, checks: Checks): CheckFault[] {
  const { resource, fields } = key.reference;
  const table = referredTable(key, check, checks);
  if (table === undefined) {
    const message = `There is no table check of an input '${resource}', which this key refers to.`;
    return [{ message, field: '' }];
  }
  return fields.flatMap((name, index) => {
    const target = table.schema.fields.find((field) => field.name === name);
    const own = check.schema.fields.find((field) => field.name === key.fields[index]);
    if (target === undefined) return [{ message: `The table '${table.name}' has no field '${name}'.`, field: '' }];
    if (own === undefined || valueTypeOf(own) === valueTypeOf(target)) return [];
    const message = `'${own.name}' is a ${valueTypeOf(own)} and '${name}', to which it refers, a ${valueTypeOf(target)}.`;
    return [{ message, field: '' }];
  });
}
