import { readJson, writeJson } from '../aws/files.ts';
import type { Schedule } from './schedule.ts';

export interface ScheduledRule {
  readonly name: string;
  readonly schedule: Schedule;
  fire(at: Date): void;
}

export interface Scheduler {
  start(): void;
  close(): void;
}

/** A timer of Node.js holds at most 2^31-1 milliseconds, 24.8 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Fires scheduled rules. When each fired last is kept in `path`: a machine that is switched off at night must still
 * run what is due once a day, so what is overdue at the start fires then, once.
 */
export function createScheduler(path: string, rules: readonly ScheduledRule[]): Scheduler {
  const timers = new Map<string, NodeJS.Timeout>();
  const fired = new Map(Object.entries(readJson<Record<string, string>>(path, {})));
  const remember = (name: string, at: Date): void => {
    fired.set(name, at.toISOString());
    writeJson(path, Object.fromEntries(fired));
  };
  const arm = (rule: ScheduledRule): void => {
    const last = new Date(fired.get(rule.name) ?? Date.now());
    const wait = rule.schedule(last).getTime() - Date.now();
    const turn = (): void => {
      if (wait <= LONGEST_TIMER_MS) {
        const now = new Date();
        rule.fire(now);
        remember(rule.name, now);
      }
      arm(rule);
    };
    timers.set(rule.name, setTimeout(turn, Math.max(0, Math.min(wait, LONGEST_TIMER_MS))));
  };
  return {
    start: () => {
      for (const rule of rules) {
        if (!fired.has(rule.name)) remember(rule.name, new Date());
        arm(rule);
      }
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
