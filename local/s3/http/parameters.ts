import { S3Error } from '../errors.ts';
import type { S3Request } from './request.ts';

/** A whole number from the query, or the default where it is absent or empty. */
export function integerParameter(
  { query }: S3Request,
  name: string,
  { default: absent, least = 0, most }: { default: number; least?: number; most: number },
): number {
  const text = query.get(name);
  if (text === undefined || text === '') return absent;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) throw new S3Error('InvalidArgument', `${name} must be an integer of at least ${least}.`);
  return Math.min(value, most);
}

/** A whole number that must be there and in range. */
export function requiredInteger({ query }: S3Request, name: string, least: number, most: number): number {
  const text = query.get(name) ?? '';
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new S3Error('InvalidArgument', `${name} must be an integer between ${least} and ${most}, inclusive`);
}
