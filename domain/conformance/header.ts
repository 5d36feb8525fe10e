import type { TableSchema } from './table-schema.ts';

/** Where each field stands in the file, and what is wrong with the header. */
export interface Header {
  /** names as they stand in the file, trimmed */
  names: readonly string[];
  /** index of the file's column for each field of the schema; -1 where there is none */
  positions: readonly number[];
  faults: readonly HeaderFault[];
}

export interface HeaderFault {
  column?: string;
  message: string;
}

/** Finds the fields in the header by their names, in whatever order they stand. */
export function matchHeader(cells: readonly string[], schema: TableSchema): Header {
  const names = cells.map((cell) => cell.trim());
  const fields = schema.fields.map((field) => field.name);
  const positions = fields.map((field) => names.indexOf(field));
  return { names, positions, faults: [...wrongNames(names), ...disagreements(names, positions, schema)] };
}

/** A table without a header has its fields in their order. */
export function withoutHeader(schema: TableSchema): Header {
  const names = schema.fields.map((field) => field.name);
  return { names, positions: names.map((_, index) => index), faults: [] };
}

function wrongNames(names: readonly string[]): HeaderFault[] {
  return names.flatMap((name, index): HeaderFault[] => {
    if (name === '') return [{ message: `Column ${index + 1} has no name.` }];
    const first = names.indexOf(name);
    if (first === index) return [];
    const message = `The name '${name}' stands over columns ${first + 1} and ${index + 1}; the first one was checked.`;
    return [{ column: name, message }];
  });
}

function disagreements(names: readonly string[], positions: readonly number[], schema: TableSchema): HeaderFault[] {
  const { fieldsMatch } = schema;
  const fields = schema.fields.map((field) => field.name);
  const lacking = fields.filter((_, index) => positions[index] === -1);
  const further = names.filter((name, index) => name !== '' && names.indexOf(name) === index && !fields.includes(name));
  if (fieldsMatch === 'partial') {
    return lacking.length < fields.length ? [] : [{ message: `None of the columns ${fields.join(', ')} is there.` }];
  }
  const faults: HeaderFault[] = [];
  if (fieldsMatch !== 'superset') {
    for (const column of lacking) faults.push({ column, message: missing(column, further) });
  }
  if (fieldsMatch !== 'subset') {
    for (const column of further) faults.push({ column, message: `The schema has no column '${column}'.` });
  }
  if (fieldsMatch === 'exact' && faults.length === 0) faults.push(...disorder(names, fields));
  return faults;
}

/** A name that differs in case or marks only is most likely meant. */
function missing(column: string, further: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const meant = further.find((name) => plain(name) === plain(column));
  return `The column '${column}' is missing${meant === undefined ? '.' : `; is '${meant}' meant to be it?`}`;
}

function disorder(names: readonly string[], fields: readonly string[]): HeaderFault[] {
  const index = fields.findIndex((field, at) => names[at] !== field);
  if (index < 0) return [];
  return [
    { column: names[index] ?? '', message: `Column ${index + 1} must be '${fields[index]}'; the order is fixed.` },
  ];
}
