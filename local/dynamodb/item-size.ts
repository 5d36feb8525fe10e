import type { AttributeValue, Item } from './types.ts';

/** AWS's limit for one item, names and values together. */
export const MAX_ITEM_BYTES = 400 * 1024;

/**
 * Bytes of an item by the rules of the Developer Guide ("DynamoDB item sizes and formats"). dynalite's own count takes
 * UTF-16 units for text, which is too small for anything but ASCII.
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue);
  return size;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.L !== undefined) return 3 + value.L.length + total(value.L, valueSize);
  if (value.SS !== undefined) return total(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return total(value.NS, numberSize);
  if (value.BS !== undefined) return total(value.BS, (bytes) => Buffer.byteLength(bytes, 'base64'));
  return 1; // BOOL and NULL
}

/** About one byte per two significant digits, one more for the exponent, one more for a minus sign. */
function numberSize(digits: string): number {
  const significant = digits
    .replace(/^-?[0.]*/, '')
    .replace('.', '')
    .replace(/0+$/, '').length;
  return 1 + Math.ceil(significant / 2) + (digits.startsWith('-') ? 1 : 0);
}

function total<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((sum, value) => sum + size(value), 0);
}
