import * as fc from 'fast-check';
import { type Model, type Sub, WHO, type Who } from './model.ts';
import type { World } from './world.ts';

export type Command = fc.AsyncCommand<Model, World>;
export type Run = (model: Model, world: World) => Promise<void>;

/** @param isPossible whether there is what it needs; absent: always */
export const command = (name: string, run: Run, isPossible: (model: Model) => boolean = () => true): Command => ({
  check: (model) => isPossible(model),
  run,
  toString: () => name,
});

/** Whoever acts: mostly those who submit. */
export const anybody: fc.Arbitrary<Who> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Who[]>('ada', 'bob', 'gina', 'olga') },
  { weight: 1, arbitrary: fc.constantFrom(...WHO) },
);

/** Whoever changes what others have made: mostly those who may. */
export const changers: fc.Arbitrary<Who> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Who[]>('gina', 'root') },
  { weight: 1, arbitrary: anybody },
);

/**
 * One of the submissions that there are.
 * @param wanted those that it can be
 * @param fits those that it is rather than others, two times out of three
 */
export function chosen(
  model: Model,
  choice: number,
  wanted: (sub: Sub) => boolean = () => true,
  fits: (sub: Sub) => boolean = () => true,
): Sub {
  const possible = model.subs.filter(wanted);
  const fitting = possible.filter(fits);
  const subs = fitting.length > 0 && choice % 3 > 0 ? fitting : possible;
  const sub = subs[choice % subs.length];
  if (sub === undefined) throw new Error('The command was not possible.');
  return sub;
}

export const choices: fc.Arbitrary<number> = fc.nat({ max: 999 });
export const hasSubs = (model: Model): boolean => model.subs.length > 0;
