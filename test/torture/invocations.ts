import { setTimeout as pause } from 'node:timers/promises';
import { asInvocation, type Fault } from './boundary.ts';
import { chance } from './chance.ts';
import { canConflict, type WireCall } from './wire-faults.ts';

/** Of a hundred calls, so many fail in each way. */
const CALLS: readonly [Fault, number][] = [
  ['throttle', 1.5],
  ['unreachable', 1],
  ['lost-reply', 2.5],
  ['conflict', 1.5],
  ['refuse', 0.7],
];
/** Of a hundred invocations. */
const KILLED = 6;
const TWICE = 6;
const UNHEARD = 3;
const LEFT = 4;
/** Some schedules run in a storm, where calls fail so many times as often: tries come to their end there. */
const STORMY_PERCENT = 15;
const STORM = 4;
/** A function that is killed has made fewer calls than this. */
const LATEST_DEATH = 12;
/** Lambda's own tries of an event, and EventBridge's. */
const TRIES = 3;

/** The process that ran the function is gone, as Lambda tells it. */
export class RuntimeExited extends Error {
  override readonly name = 'Runtime.ExitError';
}
/** The function may have done its work; nobody knows. */
class Unheard extends Error {
  override readonly name = 'Lambda.Unknown';
}

export interface Event {
  entry: string;
  event: unknown;
  /** whose chances it takes */
  schedule: number;
}

export interface Invocations {
  /** One invocation whose caller waits. Throws what ends it. */
  call: (what: Event) => Promise<unknown>;
  /** the same, by Step Functions: it may run twice, and its end may go unheard */
  step: (what: Event) => Promise<unknown>;
  /** an event, tried as often as Lambda does; at times delivered twice, or lost where `mayBeLost` */
  deliver: (what: Event, mayBeLost: number) => void;
  /** events that failed for good, for the operator */
  undelivered: Event[];
  /** lets `idle` wait for this, too */
  after: (work: Promise<void>) => void;
  /** waits for events under way */
  idle: () => Promise<void>;
  running: () => number;
  /** from now on things fail; from now on they do not */
  rage: () => void;
  calm: () => void;
  faults: Record<string, number>;
  decide: (invocation: string, call: WireCall) => Fault | undefined;
}

interface Life {
  calls: number;
  /** its calls fail so many times as often as those of others */
  weather: number;
  /** it dies with this call, carried out or not */
  diesAt?: number;
  carriedOut: boolean;
  isDead: boolean;
  /** with this call its caller stops to wait, and it goes on by itself */
  leftAt?: number;
  over: boolean;
  end: (error: Error) => void;
}

/** @param run runs a function; its calls come back to `decide` by the invocation's name */
export function createInvocations(seed: number, run: (entry: string, event: unknown) => Promise<unknown>): Invocations {
  const lives = new Map<string, Life>();
  const counts = new Map<string, number>();
  const undelivered: Event[] = [];
  const underWay = new Set<Promise<void>>();
  const faults: Record<string, number> = {};
  let raging = false;
  let running = 0;
  const note = (what: string) => {
    faults[what] = (faults[what] ?? 0) + 1;
  };
  const happens = (percent: number, ...words: (string | number)[]): boolean =>
    raging && chance(seed, ...words) * 100 < percent;
  const nameOf = ({ entry, schedule }: Event): string => {
    const kind = `${schedule} ${entry}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind} ${count}`;
  };

  const live = (name: string, { entry, event, schedule }: Event, leaves: boolean): Promise<unknown> => {
    const { promise: end, reject } = Promise.withResolvers<never>();
    // nobody waits for what happens after the end
    end.catch(() => undefined);
    const moment = 1 + Math.floor(chance(seed, name, 'when') * LATEST_DEATH);
    const stormy = schedule >= 0 && chance(seed, schedule, 'storm') * 100 < STORMY_PERCENT;
    const life: Life = {
      calls: 0,
      weather: stormy ? STORM : 1,
      ...(happens(KILLED, name, 'killed') && { diesAt: moment }),
      ...(leaves && happens(LEFT, name, 'left') && { leftAt: moment }),
      carriedOut: chance(seed, name, 'how') < 0.5,
      isDead: false,
      over: false,
      end: reject,
    };
    const finish = () => {
      if (life.over) return;
      life.over = true;
      running -= 1;
      // whatever a dead one still tries comes to nothing
      if (!life.isDead) lives.delete(name);
    };
    lives.set(name, life);
    running += 1;
    const work = asInvocation(name, () => run(entry, event)).finally(finish);
    work.catch(() => undefined);
    end.catch(() => life.isDead && finish());
    return Promise.race([work, end]);
  };
  const call = (what: Event) => live(nameOf(what), what, false);
  const tried = async (what: Event): Promise<void> => {
    for (let tries = 1; tries <= TRIES; tries++) {
      try {
        await call(what);
        return;
      } catch {
        await pause(10);
      }
    }
    undelivered.push(what);
  };
  const watch = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  return {
    call,
    step: async (what) => {
      const name = nameOf(what);
      if (happens(TWICE, name, 'twice')) {
        note('twice');
        watch(
          call(what).then(
            () => undefined,
            () => undefined,
          ),
        );
      }
      const result = await live(name, what, true);
      if (!happens(UNHEARD, name, 'unheard')) return result;
      note('unheard');
      throw new Unheard(`${name}: nobody knows how it ended`);
    },
    deliver: (what, mayBeLost) => {
      const name = nameOf(what);
      if (happens(mayBeLost, name, 'lost')) return note('lost event');
      watch(tried(what));
      if (happens(TWICE, name, 'twice')) {
        note('twice');
        watch(tried(what));
      }
    },
    undelivered,
    after: watch,
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    running: () => running,
    rage: () => {
      raging = true;
    },
    calm: () => {
      raging = false;
    },
    faults,
    decide: (name, wire) => {
      const life = lives.get(name);
      // its invocation is over: what it left behind runs on, as in a process that is used again
      if (life === undefined) return undefined;
      if (life.isDead) return 'unreachable';
      life.calls += 1;
      if (life.calls === life.diesAt && raging) {
        life.isDead = true;
        life.end(new RuntimeExited(`${name}: Runtime exited`));
        note('killed');
        return life.carriedOut ? 'lost-reply' : 'unreachable';
      }
      if (life.calls === life.leftAt && raging) {
        note('left alone');
        life.end(new Unheard(`${name}: nobody waits for it any more`));
      }
      let drawn = (chance(seed, name, life.calls, 'call') * 100) / life.weather;
      for (const [fault, percent] of raging ? CALLS : []) {
        drawn -= percent;
        if (drawn >= 0) continue;
        if (fault === 'conflict' && !canConflict(wire)) return undefined;
        note(fault);
        return fault;
      }
      return undefined;
    },
  };
}
