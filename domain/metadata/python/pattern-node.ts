import type { CharacterSet } from './character-set.ts';

export type Assertion =
  | 'start'
  | 'end'
  /** at the end, or before a line break that ends the text */
  | 'endOrLastBreak'
  | 'lineStart'
  | 'lineEnd'
  | 'boundary'
  | 'noBoundary';

/** A pattern as a tree. Groups are gone, since only whole matches are asked for, and so are flags and laziness. */
export type PatternNode =
  | { kind: 'set'; set: CharacterSet }
  /** @property ascii for boundaries: words are made of ASCII characters */
  | { kind: 'assertion'; assertion: Assertion; ascii?: boolean }
  | { kind: 'sequence'; items: readonly PatternNode[] }
  | { kind: 'choice'; options: readonly PatternNode[] }
  | { kind: 'repeat'; item: PatternNode; min: number; max: number };

/** Why a pattern is not accepted, as a sentence for whoever wrote it. */
export class PatternRefusal extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'PatternRefusal';
  }
}

/** @param index characters before the fault */
export const refuse = (message: string, index: number): PatternRefusal =>
  new PatternRefusal(`${message} (at character ${index + 1})`);
