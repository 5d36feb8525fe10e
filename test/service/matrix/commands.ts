import * as fc from 'fast-check';
import { changing } from './changing-commands.ts';
import { checkList, checkRead, LISTS, settle } from './checks.ts';
import { type Command, choices, chosen, command, hasSubs } from './command.ts';
import { spelling, WHO } from './model.ts';
import { completing, creating, creatingAtOnce } from './submitting-commands.ts';

const reading: fc.Arbitrary<Command>[] = [
  fc.tuple(fc.constantFrom(...WHO), choices, fc.nat({ max: 4 })).map(([who, choice, name]) =>
    command(
      `${who} reads ${choice} by name ${name}`,
      async (model, world) => {
        const sub = chosen(model, choice);
        await checkRead(world, model, sub, who, spelling(sub, name));
      },
      hasSubs,
    ),
  ),
  fc
    .tuple(
      fc.constantFrom(...WHO.filter((who) => who !== 'nobody')),
      fc.constantFrom(...LISTS),
      fc.integer({ min: 1, max: 60 }),
    )
    .map(([who, kind, limit]) =>
      command(`${who} lists ${kind}, ${limit} to a page`, (model, world) => checkList(world, model, kind, who, limit)),
    ),
  choices.map((choice) =>
    command(`${choice} comes to rest`, (model, world) => settle(world, chosen(model, choice)), hasSubs),
  ),
];

/** Everything that anybody does. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...creating,
  creatingAtOnce,
  ...completing,
  ...changing,
  ...changing,
  ...reading,
];

/** What a run begins with, so that there is something to be changed. */
export const BEGINNING: fc.Arbitrary<Command[]> = fc.array(fc.oneof(...creating), { minLength: 6, maxLength: 6 });
