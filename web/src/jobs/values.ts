import { formatBytes } from '../format.ts';
import type { Field, JobForm } from './job-types.ts';

/** What a person has filled in, by field. */
export type Values = Readonly<Record<string, string>>;

/** What the form begins with. A boolean without a default begins as not set. */
export const firstValues = (fields: readonly Field[]): Values =>
  Object.fromEntries(
    fields.map(({ field, kind, default: given }) => [field, given ?? (kind === 'boolean' ? 'FALSE' : '')]),
  );

/**
 * What is sent. A default counts where nothing is sent, and is not held against the rules that submitters' values have
 * to keep: so it is left out where it was left as it was.
 */
export const valuesToSend = (fields: readonly Field[], values: Values): Values =>
  Object.fromEntries(
    fields.flatMap(({ field, default: given }) => {
      const value = values[field] ?? '';
      return value === given || (value === '' && given !== null) ? [] : [[field, value]];
    }),
  );

/** What is wrong with a value, as far as a page can tell; patterns are the service's to check. */
export function valueFault({ default: given, validation }: Field, value: string): string | undefined {
  if (value === given) return undefined;
  if (value === '') return given === null ? 'Fill in this field.' : undefined;
  const { oneOf, min, max } = validation ?? {};
  if (oneOf !== undefined && !oneOf.includes(value)) return `Choose one of: ${oneOf.join(', ')}.`;
  if (min === undefined && max === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) return 'Enter a number.';
  if (min !== undefined && number < min) return `At least ${min}.`;
  return max !== undefined && number > max ? `At most ${max}.` : undefined;
}

/** `a number from 1 to 5`, or nothing where anything goes */
export function describeField({ validation, default: given }: Field): string {
  const { pattern, min, max } = validation ?? {};
  const parts = [
    min !== undefined && max !== undefined && `a number from ${min} to ${max}`,
    min !== undefined && max === undefined && `a number, at least ${min}`,
    min === undefined && max !== undefined && `a number, at most ${max}`,
    pattern !== undefined && `must match ${pattern}`,
    given !== null && given !== '' && `${given} unless you change it`,
  ];
  return parts.filter((part) => part !== false).join('; ');
}

/** A request is not larger; what surrounds the file takes some of it. */
const LARGEST_REQUEST = 4_500_000;

/** What is wrong with a file for all of some jobs, before it is sent. */
export function inputFault(file: Pick<File, 'name' | 'size'>, jobs: readonly JobForm[]): string | undefined {
  if (file.size === 0) return `${file.name} is empty.`;
  const most = Math.min(LARGEST_REQUEST, ...jobs.map(({ inputBytes }) => inputBytes ?? LARGEST_REQUEST));
  return file.size > most
    ? `${file.name} has ${formatBytes(file.size)}; at most ${formatBytes(most)} are taken.`
    : undefined;
}
