import type { Field } from '../table-schema.ts';
import { momentReader, yearMonthReader, yearReader } from './dates.ts';
import { arrayReader, geojsonReader, geopointReader, objectReader } from './json.ts';
import { integerReader, numberReader } from './numbers.ts';
import type { CellReader, Decode } from './reading.ts';
import { anyReader, booleanReader, durationReader, STRING_FORMAT_NAMES, stringReader } from './texts.ts';

/** Formats that a type knows; dates and times know any of `strptime` beside these. */
const FORMATS: Partial<Record<Field['type'], readonly string[]>> = {
  string: STRING_FORMAT_NAMES,
  geopoint: ['default', 'array', 'object'],
  geojson: ['default', 'topojson'],
};

/** What is wrong with a field's format, if anything. */
export function formatFault(field: Field): string | undefined {
  const { type, format = 'default' } = field;
  if (type === 'date' || type === 'time' || type === 'datetime') return momentFault(field);
  const known = FORMATS[type] ?? ['default'];
  return known.includes(format)
    ? undefined
    : `There is no format '${format}' of ${type}; there is ${known.join(', ')}.`;
}

function momentFault(field: Field): string | undefined {
  try {
    createReader(field, () => '');
    return undefined;
  } catch (error) {
    return `The format cannot be used: ${(error as Error).message}`;
  }
}

/** @throws FormatRefusal for a date's format that is none */
export function createReader(field: Field, decode: Decode): CellReader {
  switch (field.type) {
    case 'string':
      return stringReader(field, decode);
    case 'integer':
      return integerReader(field, decode);
    case 'number':
      return numberReader(field, decode);
    case 'boolean':
      return booleanReader(field);
    case 'date':
    case 'time':
    case 'datetime':
      return momentReader(field.type, field, decode);
    case 'year':
      return yearReader();
    case 'yearmonth':
      return yearMonthReader();
    case 'duration':
      return durationReader(decode);
    case 'object':
      return objectReader(decode);
    case 'array':
      return arrayReader(decode);
    case 'geopoint':
      return geopointReader(field, decode);
    case 'geojson':
      return geojsonReader(field, decode);
    case 'any':
      return anyReader();
  }
}
