import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedFrom } from '../../seed.ts';
import { expectOk } from '../client.ts';
import { checkExecutions, checkList, checkRead, LISTS, settle } from './checks.ts';
import { BEGINNING, COMMANDS } from './commands.ts';
import { type Listed, type Model, spelling, WHO } from './model.ts';
import { giveHistory, makeWorld, type World } from './world.ts';

/** How many interleavings, of how many commands at most; a seed makes the same ones again. */
const RUNS = Number(process.env['MATRIX_RUNS'] ?? 2);
const MOST_COMMANDS = Number(process.env['MATRIX_COMMANDS'] ?? 50);
const SEED = seedFrom('MATRIX_SEED', process.env['MATRIX_RUNS'] !== undefined);

let world: World;
/** Lists are those of the site, so that later runs have long ones. */
const listed: Listed[] = [];
let runs = 0;

beforeAll(async () => {
  world = await makeWorld();
  // the lists of ada and of her group get a second page on the way
  listed.push(...(await giveHistory(world, 97)));
}, 300_000);
afterAll(() => world.service.close(), 60_000);

/** Once all is at rest: it is read at every door by those who may and those who may not, and lists hold what they must. */
async function checkAll(model: Model): Promise<void> {
  for (const sub of model.subs) await settle(world, sub);
  for (const [index, who] of WHO.entries()) {
    // every second submission and list of each, the others after the next run
    const isTurn = (number: number): boolean => (number + index + runs) % 2 === 0;
    for (const sub of model.subs.filter(({ number }) => isTurn(number))) {
      await checkRead(world, model, sub, who, spelling(sub, index + sub.number + runs));
    }
    const kinds = who === 'nobody' ? [] : LISTS.filter((_, list) => isTurn(list));
    for (const kind of kinds) await checkList(world, model, kind, who, 60 - index);
  }
  await checkExecutions(world, model);
  // the next run needs the places where jobs run
  for (const sub of model.subs.filter(({ endless, phase }) => endless && phase === 'waiting')) {
    await expectOk(world.callers.root, `/api/v1/submissions/${sub.names.id}/cancel`, { method: 'POST' });
  }
}

describe('whatever people do, in whatever order', () => {
  it(
    `every door tells the same of it: ${RUNS} runs of seed ${SEED}`,
    async () => {
      let commands = 0;
      const interleaving = fc.noBias(fc.commands(COMMANDS, { maxCommands: MOST_COMMANDS, size: 'max' }));
      const property = fc.asyncProperty(BEGINNING, interleaving, async (beginning, all) => {
        const model: Model = { subs: [], listed };
        for (const command of beginning) await command.run(model, world);
        await fc.asyncModelRun(() => ({ model, real: world }), all);
        await checkAll(model);
        runs += 1;
        const done = [...beginning, ...all].map(String);
        commands += done.length;
        if (process.env['MATRIX_SHOW'] !== undefined) process.stdout.write(`${done.join('\n')}\n\n`);
      });
      // what has been done cannot be taken back: a shorter run would begin on another site
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
      expect(runs).toBe(RUNS);
      process.stdout.write(`${runs} runs, ${commands} commands, ${listed.length} submissions\n`);
    },
    Math.max(240_000, RUNS * 120_000),
  );
});
