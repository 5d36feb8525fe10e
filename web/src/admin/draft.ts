import type { ComponentType } from 'react';

/** A definition as the service keeps it. */
export type Definition = Record<string, unknown> & { name: string; version: number };

/** A definition while it is being written: the JSON that will be sent, whether in fields or as text. */
export type Draft = Readonly<Record<string, unknown>>;

export interface DraftFieldsProps {
  draft: Draft;
  /** takes what is different; `undefined` leaves a field out */
  onChange: (changed: Draft) => void;
  /** what the service said, by field: `columns.0.name` */
  faultAt: (field: string) => string | undefined;
}

export type DraftFields = ComponentType<DraftFieldsProps>;

/** What the service adds to a definition, and the name, which stands in the path: they are not for writing. */
const NOT_WRITTEN = new Set(['name', 'builtIn', 'number', 'definition']);
export const draftOf = (definition: Definition): Draft =>
  Object.fromEntries(Object.entries(definition).filter(([field]) => !NOT_WRITTEN.has(field)));

/** @throws Error where it is no JSON, or no object */
export function parseDraft(text: string): Draft {
  let draft: unknown;
  try {
    draft = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  if (typeof draft !== 'object' || draft === null || Array.isArray(draft)) {
    throw new Error('A definition is an object: it begins with { and ends with }.');
  }
  return draft as Draft;
}

/** A text, or nothing where it is empty. */
export const orAbsent = (text: string): string | undefined => (text === '' ? undefined : text);

/** A number, or nothing where there is none; what is no number stays as it is, for the service to say so. */
export function numberOrAbsent(text: string): number | string | undefined {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

export const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
