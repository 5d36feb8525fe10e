import { jsonLength } from './cells/json.ts';
import type { CellReader, CellTools, ReadCell } from './cells/reading.ts';
import { oneOf } from './cells/texts.ts';
import type { Field, FieldType } from './table-schema.ts';

/** A constraint on a cell that is of its type, with what it says in a report. */
export interface CellConstraint {
  kind: 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'pattern' | 'enum';
  /** after the name of the column: `must be at least 0` */
  says: string;
  /** asked right after the reader has read the same cell */
  holds: ReadCell;
}

const ORDERED: readonly FieldType[] = ['integer', 'number', 'date', 'time', 'datetime', 'year', 'yearmonth'];
const MEASURED: readonly FieldType[] = ['string', 'array', 'object'];
const APPLIES: Readonly<Record<CellConstraint['kind'], readonly FieldType[] | 'all'>> = {
  minLength: MEASURED,
  maxLength: MEASURED,
  minimum: ORDERED,
  maximum: ORDERED,
  pattern: ['string', 'any'],
  enum: 'all',
};

/** Patterns run in linear time, yet a value of a megabyte is none that a person had in mind. */
const LONGEST_FOR_PATTERN = 4_096;
/** Allowed values that a message lists. */
const LISTED = 10;

/** Constraints that do not apply to the field's type, or whose values are none of it. */
export function constraintFaults(field: Field, reader: CellReader): { message: string; name: string }[] {
  const { constraints, type } = field;
  const faults: { message: string; name: string }[] = [];
  for (const name of Object.keys(APPLIES) as CellConstraint['kind'][]) {
    if (constraints[name] === undefined) continue;
    const types = APPLIES[name];
    if (types !== 'all' && !types.includes(type)) faults.push({ message: `There is no ${name} of a ${type}.`, name });
  }
  const values = [
    ['minimum', constraints.minimum],
    ['maximum', constraints.maximum],
    ...(constraints.enum ?? []).map((value) => ['enum', value] as const),
  ] as const;
  for (const [name, value] of values) {
    if (value !== undefined && !reads(reader, String(value))) {
      faults.push({ message: `'${value}' is no ${type} as this field writes it.`, name });
    }
  }
  return faults;
}

function reads(reader: CellReader, text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  return reader.read(bytes, 0, bytes.length);
}

/** @param reader the reader of the field's cells: what it leaves of a cell is what limits are compared with */
export function compileConstraints(field: Field, reader: CellReader, tools: CellTools): CellConstraint[] {
  const { minLength, maxLength, minimum, maximum, pattern, enum: allowed } = field.constraints;
  const length = lengthOf(field.type, tools);
  const found: CellConstraint[] = [];
  if (minLength !== undefined) {
    const says = `must have at least ${minLength} ${unitOf(field.type)}`;
    found.push({ kind: 'minLength', says, holds: (bytes, start, end) => length(bytes, start, end) >= minLength });
  }
  if (maxLength !== undefined) {
    const says = `must have at most ${maxLength} ${unitOf(field.type)}`;
    found.push({ kind: 'maxLength', says, holds: (bytes, start, end) => length(bytes, start, end) <= maxLength });
  }
  const value = reader.value ?? new Float64Array(1);
  if (minimum !== undefined) {
    const least = numberOf(reader, minimum);
    found.push({ kind: 'minimum', says: `must be at least ${minimum}`, holds: () => (value[0] as number) >= least });
  }
  if (maximum !== undefined) {
    const most = numberOf(reader, maximum);
    found.push({ kind: 'maximum', says: `must be at most ${maximum}`, holds: () => (value[0] as number) <= most });
  }
  if (pattern !== undefined)
    found.push({ kind: 'pattern', says: `must match ${pattern}`, holds: matches(pattern, tools) });
  if (allowed !== undefined) found.push(enumeration(allowed.map(String), reader, tools));
  return found;
}

const unitOf = (type: FieldType): string => (type === 'string' ? 'characters' : 'items');

function numberOf(reader: CellReader, limit: string | number | boolean): number {
  reads(reader, String(limit));
  return reader.value?.[0] ?? Number.NaN;
}

type Length = (bytes: Uint8Array, start: number, end: number) => number;

/** Characters of a text, counted as bytes that do not continue one; items of JSON. */
function lengthOf(type: FieldType, { decode }: CellTools): Length {
  if (type !== 'string') return (bytes, start, end) => jsonLength(decode(bytes, start, end));
  return (bytes, start, end) => {
    let count = 0;
    for (let at = start; at < end; at += 1) if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1;
    return count;
  };
}

/** Few distinct values fill a column of millions, and matching is slow: so many verdicts are remembered. */
const REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 64;

function matches(source: string, { compile, decode }: CellTools): ReadCell {
  const pattern = compile(source);
  const known = new Map<string, boolean>();
  return (bytes, start, end) => {
    if (end - start > LONGEST_FOR_PATTERN) return false;
    const text = decode(bytes, start, end);
    if (end - start > LONGEST_REMEMBERED) return pattern.test(text);
    let holds = known.get(text);
    if (holds === undefined) {
      holds = pattern.test(text);
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, holds);
    }
    return holds;
  };
}

/** So many words are compared byte by byte in less time than one cell is made a text. */
const FEW = 12;

function enumeration(allowed: readonly string[], reader: CellReader, { decode }: CellTools): CellConstraint {
  const listed = allowed.slice(0, LISTED).join(', ') + (allowed.length > LISTED ? ', …' : '');
  const says = `must be one of ${listed}`;
  const { value } = reader;
  if (value === undefined && allowed.length <= FEW) return { kind: 'enum', says, holds: oneOf(allowed) };
  if (value === undefined) {
    const texts = new Set(allowed);
    return { kind: 'enum', says, holds: (bytes, start, end) => texts.has(decode(bytes, start, end)) };
  }
  const numbers = new Set(allowed.map((text) => numberOf(reader, text)));
  return { kind: 'enum', says, holds: () => numbers.has(value[0] as number) };
}
