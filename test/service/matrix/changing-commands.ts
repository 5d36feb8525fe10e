import * as fc from 'fast-check';
import { expect } from 'vitest';
import { type Answer, call } from '../client.ts';
import { look, settle } from './checks.ts';
import { type Command, changers, choices, chosen, command, hasSubs } from './command.ts';
import {
  isOver,
  type Model,
  mayAdminister,
  mayChange,
  RIGHTS,
  refusalFor,
  restOf,
  type Sub,
  type Who,
  wasStarted,
} from './model.ts';
import { historyOf } from './readers.ts';
import { sendFile, startAs, started } from './submitting-commands.ts';
import type { World } from './world.ts';

const cancelAs = (world: World, who: Who, { names }: Sub): Promise<Answer> =>
  call(world.callers[who], `/api/v1/submissions/${names.siteId}/cancel`, { method: 'POST' });
const redriveAs = (world: World, who: Who, { names }: Sub): Promise<Answer> =>
  call(world.callers[who], `/api/v1/submissions/${names.id}/redrive`, { method: 'POST' });

/** One that is on its way may end, or be released, before it can be cancelled. */
async function cancel(world: World, who: Who, sub: Sub): Promise<void> {
  const { status } = await cancelAs(world, who, sub);
  const refusal = refusalFor(who, sub, mayChange);
  const allowed = sub.phase === 'going' ? [200, 409] : [isOver(sub.phase) ? 409 : 200];
  expect(refusal === undefined ? allowed : [refusal], `${who} cancels ${sub.phase}`).toContain(status);
  if (status === 200) sub.phase = 'cancelled';
}

const canRedrive = (model: Model, sub: Sub): boolean =>
  (sub.phase === 'failed' || sub.phase === 'cancelled') && wasStarted(model, sub);

/** The step that failed runs again, and those after it. */
function redriven(sub: Sub): void {
  Object.assign(sub, { phase: 'going', attempt: sub.attempt + 1, seenSteps: 0 });
  sub.fates = [restOf(sub)];
}

async function redrive(model: Model, world: World, who: Who, sub: Sub): Promise<void> {
  await settle(world, sub);
  const { status } = await redriveAs(world, who, sub);
  const { leads, administers } = RIGHTS[who];
  const expected = () => {
    if (who === 'nobody') return 401;
    // the route is for admins, whatever it is asked for
    if (!leads && !administers) return 403;
    return refusalFor(who, sub, mayAdminister) ?? (canRedrive(model, sub) ? 200 : 409);
  };
  expect({ who, phase: sub.phase, status }).toEqual({ who, phase: sub.phase, status: expected() });
  if (status === 200) redriven(sub);
}

const statusesOf = async (requests: Promise<Answer>[]): Promise<number[]> =>
  (await Promise.all(requests)).map(({ status }) => status);

/** What several do at once to one submission: the requests answer as if they had come in some order. */
const AT_ONCE: Readonly<
  Record<
    string,
    { of: (sub: Sub, model: Model) => boolean; run: (model: Model, world: World, sub: Sub) => Promise<void> }
  >
> = {
  starts: {
    of: ({ phase, hasFile }) => phase === 'draft' && hasFile,
    run: async (model, world, sub) => {
      const statuses = await statusesOf([1, 2, 3, 4].map(() => startAs(world, 'root', sub)));
      expect(statuses).toEqual([200, 200, 200, 200]);
      started(model, sub);
    },
  },
  'start and cancel': {
    of: ({ phase, hasFile }) => phase === 'draft' && hasFile,
    run: async (model, world, sub) => {
      const [begun = 0, cancelled = 0] = await statusesOf([startAs(world, 'root', sub), cancelAs(world, 'root', sub)]);
      expect([200, 409]).toContain(begun);
      expect([200, 409]).toContain(cancelled);
      expect([begun, cancelled]).toContain(200);
      // whether it was started before it was cancelled, its place in the lists says
      const { ids } = await historyOf(world.callers.root, 'all=y');
      if (ids.includes(sub.names.id)) started(model, sub);
      else expect([begun, cancelled]).toEqual([409, 200]);
      // whoever finds what he has just started cancelled says so, and has nothing to execute
      if (begun === 409 && ids.includes(sub.names.id)) sub.cancelledAtStart = true;
      if (cancelled === 200) sub.phase = 'cancelled';
    },
  },
  cancels: {
    of: ({ phase }) => phase === 'waiting' || phase === 'draft',
    run: async (_, world, sub) => {
      const statuses = await statusesOf([1, 2, 3].map(() => cancelAs(world, 'root', sub)));
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      sub.phase = 'cancelled';
    },
  },
  redrives: {
    of: (sub, model) => canRedrive(model, sub),
    run: async (_, world, sub) => {
      const statuses = await statusesOf([1, 2, 3].map(() => redriveAs(world, 'root', sub)));
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      redriven(sub);
      await look(world, sub);
    },
  },
  'upload and cancel': {
    of: ({ phase, file }) => phase === 'waiting' && file !== undefined,
    run: async (_, world, sub) => {
      // whoever announces after the cancellation is told so
      const [sent, cancelled] = await Promise.allSettled([sendFile(world, sub), cancelAs(world, 'root', sub)]);
      if (cancelled.status === 'rejected') throw cancelled.reason;
      const { status } = cancelled.value;
      expect([200, 409]).toContain(status);
      if (sent.status === 'rejected' && (status !== 200 || !/answered 409/.test(String(sent.reason))))
        throw sent.reason;
      if (status === 200) sub.phase = 'cancelled';
      else Object.assign(sub, { phase: 'going', fates: [restOf(sub)] });
    },
  },
};

export const changing: fc.Arbitrary<Command>[] = [
  fc.tuple(changers, choices).map(([who, choice]) =>
    command(
      `${who} cancels ${choice}`,
      (model, world) =>
        cancel(
          world,
          who,
          chosen(model, choice, undefined, (sub) => !isOver(sub.phase)),
        ),
      hasSubs,
    ),
  ),
  fc
    .tuple(fc.constantFrom<Who[]>('gina', 'root', 'gina', 'root', 'otto', 'ada', 'rita', 'nobody'), choices)
    .map(([who, choice]) =>
      command(
        `${who} redrives ${choice}`,
        (model, world) =>
          redrive(
            model,
            world,
            who,
            chosen(model, choice, undefined, (sub) => canRedrive(model, sub)),
          ),
        hasSubs,
      ),
    ),
  fc.tuple(fc.constantFrom(...Object.entries(AT_ONCE)), choices).map(([[name, { of, run }], choice]) =>
    command(
      `${name} of ${choice} at once`,
      (model, world) =>
        run(
          model,
          world,
          chosen(model, choice, (sub) => of(sub, model)),
        ),
      (model) => model.subs.some((sub) => of(sub, model)),
    ),
  ),
];
