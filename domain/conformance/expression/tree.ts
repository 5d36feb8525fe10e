export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/';

/** An expression as a tree; `at` is where it begins in the source, for messages. */
export type Tree = { at: number } & (
  | { kind: 'literal'; value: number | string | boolean }
  | { kind: 'column'; name: string }
  | { kind: 'compare'; operator: Comparison; left: Tree; right: Tree }
  | { kind: 'arithmetic'; operator: Arithmetic; left: Tree; right: Tree }
  | { kind: 'logic'; operator: 'and' | 'or'; left: Tree; right: Tree }
  | { kind: 'not'; operand: Tree }
  | { kind: 'negate'; operand: Tree }
  | { kind: 'in'; value: Tree; list: readonly Tree[] }
  | { kind: 'presence'; column: string; missing: boolean }
  | { kind: 'call'; name: FunctionName; operand: Tree }
);

/** What a function takes and gives. */
export const FUNCTIONS = {
  length: ['text', 'number'],
  lower: ['text', 'text'],
  upper: ['text', 'text'],
  abs: ['number', 'number'],
  floor: ['number', 'number'],
  round: ['number', 'number'],
} as const;
export type FunctionName = keyof typeof FUNCTIONS;
