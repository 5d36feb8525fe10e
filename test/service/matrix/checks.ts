import { expect } from 'vitest';
import { STEPS } from '../../../domain/submission/submission.ts';
import { call, expectOk, until } from '../client.ts';
import {
  expectedWords,
  isOver,
  type Listed,
  type Model,
  maySee,
  type Phase,
  RIGHTS,
  type Sub,
  type Who,
} from './model.ts';
import {
  assignmentListOf,
  groupListOf,
  historyOf,
  type OwnView,
  ownListOf,
  PATHS,
  readAll,
  searched,
} from './readers.ts';
import type { World } from './world.ts';

const PATIENCE_SECONDS = 120;
/** A job that does not end has been started. */
const RUNS = 'Running';

/** The record, as a site admin sees it; what holds at every moment is held against it. */
export async function look({ callers }: World, sub: Sub): Promise<OwnView> {
  const view = await expectOk<OwnView>(callers.root, PATHS.own(sub.names.id));
  const { steps, state, attempt, errorMessage } = view;
  const told = `${sub.number}: ${JSON.stringify(view)}`;
  // steps end in their order, each once; only the last one may have failed, and then all has ended
  expect(
    steps.map(({ name }) => name),
    told,
  ).toEqual(STEPS.slice(0, steps.length));
  expect(
    steps.slice(0, -1).every(({ success }) => success),
    told,
  ).toBe(true);
  const failed = steps.at(-1)?.success === false;
  expect(failed, told).toBe(state === 'failed' || state === 'cancelled');
  expect(steps.length === STEPS.length && !failed, told).toBe(state === 'succeeded');
  expect(errorMessage !== null, told).toBe(failed);
  expect(attempt, told).toBe(sub.attempt);
  expect(steps.length, told).toBeGreaterThanOrEqual(sub.seenSteps);
  sub.seenSteps = steps.length;
  return view;
}

/** Waits until a submission has come to rest, where it may. */
export async function settle(world: World, sub: Sub): Promise<void> {
  if (sub.phase !== 'going') return;
  await until(
    `rest of ${JSON.stringify(sub.names)}, which is to be ${sub.fates.join(' or ')}`,
    async () => restOf(world, sub, await look(world, sub)),
    (phase) => phase !== 'going',
    PATIENCE_SECONDS,
  ).then((phase) => {
    expect(sub.fates, `${sub.number}: ${sub.names.id} is ${phase}`).toContain(phase);
    sub.phase = phase;
  });
}

async function restOf({ callers }: World, sub: Sub, { state, steps }: OwnView): Promise<Phase> {
  if (isOver(state as Phase)) return state as Phase;
  if (!sub.fates.includes('waiting')) return 'going';
  if (!sub.endless) return steps.length === 1 ? 'waiting' : 'going';
  const job = await expectOk<{ state: string }>(callers.root, PATHS.job(sub.names.id));
  return job.state === RUNS ? 'waiting' : 'going';
}

/** Reads one submission at every door as somebody, by one of its names. */
export async function checkRead(world: World, model: Model, sub: Sub, who: Who, name: string): Promise<void> {
  const view = await look(world, sub);
  if (sub.phase === 'going') return;
  const { words, steps } = await readAll(world.callers[who], sub.names, name);
  expect({ who, name, ...words }).toEqual({ who, name, ...expectedWords(model, sub, who, name) });
  if (steps.own !== undefined) expect(steps.own).toEqual(view.steps);
  if (steps.nemo !== undefined) expect(steps.nemo).toEqual(view.steps);
}

export const LISTS = ['own', 'all', 'search', 'ours', 'ours by scope', 'group', 'assignment', 'drafts'] as const;
export type ListKind = (typeof LISTS)[number];

const newestFirst = (listed: readonly Listed[]): Listed[] => listed.toReversed();
const idsOf = (listed: readonly Listed[]): string[] => listed.map(({ names }) => names.id);
const uuidsOf = (listed: readonly Listed[]): string[] => listed.map(({ names }) => names.uuid);

/** What somebody's list holds, the newest first. */
function scoped({ listed }: Model, who: Who, scope: 'own' | 'group' | 'all'): Listed[] {
  const all = newestFirst(listed);
  if (scope === 'all') return all;
  return all.filter((one) => (scope === 'own' ? one.owner === who : one.group === RIGHTS[who].group));
}

/** Without being told: all of those who administer or read the site, the group of its admin, one's own. */
function usual(model: Model, who: Who): Listed[] {
  const { administers, reads, leads } = RIGHTS[who];
  if (administers || reads) return scoped(model, who, 'all');
  return scoped(model, who, leads ? 'group' : 'own');
}

type Check = (world: World, model: Model, who: Who, limit: number) => Promise<void>;

async function checkHistory(world: World, who: Who, query: string, expected: Listed[]): Promise<void> {
  const { ids, totals } = await historyOf(world.callers[who], query);
  const pages = Math.max(1, Math.ceil(expected.length / 100));
  expect({ who, query, ids, totals }).toEqual({
    who,
    query,
    ids: idsOf(expected),
    totals: Array(pages).fill(expected.length),
  });
}

const CHECKS: Readonly<Record<ListKind, Check>> = {
  own: (world, model, who) => checkHistory(world, who, '', scoped(model, who, 'own')),
  all: (world, model, who) => checkHistory(world, who, 'all=y', usual(model, who)),
  search: async (world, model, who) => {
    for (const sub of model.subs) await settle(world, sub);
    const phaseOf = new Map(model.subs.map(({ names, phase }) => [names.id, phase]));
    const states = { complete: ['succeeded'], 'in-progress': ['waiting'], error: ['failed', 'cancelled'] };
    for (const [status, phases] of Object.entries(states)) {
      // those of earlier runs are at rest, and known as such no more
      const mine = usual(model, who).filter(({ names }) => phases.includes(phaseOf.get(names.id) ?? ''));
      const { ids, totals } = await searched(world.callers[who], { status: [status] });
      expect(new Set(totals)).toEqual(new Set([ids.length]));
      expect({ who, status, ids: ids.filter((id) => phaseOf.has(id)) }).toEqual({ who, status, ids: idsOf(mine) });
    }
  },
  ours: async (world, model, who, limit) => {
    expect({ who, list: await ownListOf(world.callers[who], { limit: String(limit) }) }).toEqual({
      who,
      list: idsOf(usual(model, who)),
    });
  },
  'ours by scope': async (world, model, who, limit) => {
    const { administers, reads } = RIGHTS[who];
    for (const scope of ['own', 'group', 'all'] as const) {
      const query = { scope, limit: String(limit) };
      if (scope === 'all' && !administers && !reads) {
        const path = `/api/v1/submissions?${new URLSearchParams(query).toString()}`;
        expect((await call(world.callers[who], path)).status).toBe(403);
      } else {
        const list = await ownListOf(world.callers[who], query);
        expect({ who, scope, list }).toEqual({ who, scope, list: idsOf(scoped(model, who, scope)) });
      }
    }
  },
  group: async (world, model, who, limit) => {
    const { reads, group: own } = RIGHTS[who];
    for (const group of ['home', 'away'] as const) {
      const members = newestFirst(model.listed).filter((one) => one.group === group);
      if (reads || own === group) {
        const list = await groupListOf(world.callers[who], world.groups[group], limit);
        expect({ who, group, list }).toEqual({ who, group, list: uuidsOf(members) });
      } else {
        const { status } = await call(world.callers[who], `/api/v1/groups/${world.groups[group]}/submissions`);
        expect({ who, group, status }).toEqual({ who, group, status: 403 });
      }
    }
  },
  assignment: async (world, model, who, limit) => {
    const { group, reads, administers } = RIGHTS[who];
    const key = world.site.assignmentKey;
    if (group !== 'home' && !reads && !administers) {
      expect((await call(world.callers[who], `/api/v1/assignments/${key}/submissions`)).status).toBe(404);
      return;
    }
    const made = model.subs.filter((sub) => sub.door === 'gateway' && maySee(who, sub)).map(({ names }) => names.uuid);
    const listed = await assignmentListOf(world.callers[who], key, limit);
    expect(listed).toHaveLength(new Set(listed).size);
    expect(made.filter((uuid) => !listed.includes(uuid))).toEqual([]);
  },
  drafts: async (world, model, who) => {
    const { submissions } = await expectOk<{ submissions: OwnView[] }>(world.callers[who], '/api/v1/drafts');
    const mine = model.subs.filter(({ owner, phase }) => phase === 'draft' && owner === who);
    const known = new Set(model.subs.map(({ names }) => names.id));
    const ids = submissions.map(({ id }) => id).filter((id) => known.has(id));
    expect({ who, drafts: ids.toSorted() }).toEqual({ who, drafts: mine.map(({ names }) => names.id).toSorted() });
  },
};

/** @param limit submissions to a page, where the list takes one */
export async function checkList(world: World, model: Model, kind: ListKind, who: Who, limit: number): Promise<void> {
  await CHECKS[kind](world, model, who, limit);
}

/** Every submission has had exactly as many executions as attempts that got to one, each under its own name. */
export async function checkExecutions(world: World, model: Model): Promise<void> {
  const names = await world.operator.executions();
  for (const sub of model.subs) {
    const own = names.filter((name) => name.startsWith(`${sub.names.id}-`));
    const started = model.listed.some((listed) => listed.names.id === sub.names.id);
    const attempts = Array.from({ length: started ? sub.attempt : 0 }, (_, n) => n + 1);
    const expected = attempts.filter((attempt) => attempt > 1 || !sub.cancelledAtStart);
    expect(own.toSorted()).toEqual(expected.map((attempt) => `${sub.names.id}-${attempt}`).toSorted());
  }
}
