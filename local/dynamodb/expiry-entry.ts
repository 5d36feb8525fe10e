import type { Item, Table } from './types.ts';

/** AWS leaves items alone whose expiry lies more than five years back. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;
const DIGITS = 12;

export const expiryPrefix = (table: Table) => `expiry~${table.TableName}~`;

/**
 * The key under which an item waits for its expiry: table, epoch seconds, item key. `undefined` where the item has no
 * such attribute or not a whole number of seconds, which AWS ignores too.
 */
export function expiryEntry(table: Table, attribute: string, key: string, item: Item | undefined): string | undefined {
  const seconds = Number(item?.[attribute]?.N ?? Number.NaN);
  if (!Number.isSafeInteger(seconds) || seconds <= 0 || seconds >= 10 ** DIGITS) return undefined;
  return `${expiryPrefix(table)}${padded(seconds)}~${key}`;
}

/** The entries that are due: expired before `now`, and not for more than five years. */
export function dueRange(table: Table, now: Date): { gte: string; lt: string } {
  const seconds = Math.floor(now.getTime() / 1000);
  const prefix = expiryPrefix(table);
  return { gte: prefix + padded(Math.max(0, seconds - OLDEST_SECONDS)), lt: prefix + padded(seconds + 1) };
}

const padded = (seconds: number) => String(seconds).padStart(DIGITS, '0');
