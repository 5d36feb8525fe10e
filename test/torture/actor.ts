import { setTimeout as pause } from 'node:timers/promises';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { isFinal } from '../../domain/submission/submission.ts';
import type { Line, Sent } from '../functions/door-event.ts';
import { seeded } from './chance.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import type { Answer } from './requests.ts';
import type { Site } from './site.ts';

/** Somebody who uses the service, and does not give up at once where it fails. */
export interface Actor {
  schedule: number;
  token: string;
  site: Site;
  ledger: Ledger;
  random: () => number;
  happens: (percent: number) => boolean;
  /** 0 … most - 1 */
  below: (most: number) => number;
  /**
   * Sends a request until it is answered, mostly. A POST has an Idempotency-Key at times, the same with every try.
   * @returns undefined where this client gives up, and does not know what became of it
   */
  insist: <T = Record<string, unknown>>(line: Line, asked?: Sent, tries?: number) => Promise<Answer<T> | undefined>;
  /** Looks until the record is as wanted, or patience is at an end. */
  until: (id: string, wanted: (row: SubmissionRow) => boolean, ms?: number) => Promise<SubmissionRow | undefined>;
}

const PATIENCE_MS = 12_000;

export async function makeActor(site: Site, seed: number, schedule: number): Promise<Actor> {
  const random = seeded((seed ^ Math.imul(schedule + 1, 0x9e3779b1)) | 0);
  const token = await site.person(schedule, { groupAdmin: true });
  const happens = (percent: number) => random() * 100 < percent;
  return {
    schedule,
    token,
    site,
    ledger: emptyLedger(),
    random,
    happens,
    below: (most) => Math.floor(random() * most),
    insist: async <T>(line: Line, asked: Sent = {}, tries = site.tries) => {
      const keyed = line.startsWith('POST') && happens(50);
      const headers = { ...(keyed && { 'idempotency-key': crypto.randomUUID() }), ...asked.headers };
      for (let attempt = 0; attempt < tries; attempt++) {
        if (attempt > 0) await pause(site.waitMs(attempt));
        const answer = await site.ask<T>(schedule, line, { token, ...asked, headers }).catch(() => undefined);
        if (answer !== undefined && answer.status < 500 && answer.headers['retry-after'] === undefined) return answer;
      }
      return undefined;
    },
    until: async (id, wanted, ms = PATIENCE_MS) => {
      const end = performance.now() + ms;
      for (;;) {
        const row = await site.table.submission(id).catch(() => undefined);
        if ((row !== undefined && wanted(row)) || performance.now() > end) return row;
        await pause(100);
      }
    },
  };
}

export const stepped = (step: keyof SubmissionRow['steps']) => (row: SubmissionRow) =>
  row.steps[step] !== undefined || isFinal(row.state);

/** Headers for the only request that makes submissions of this client: with a key, mostly, so many come of it at most. */
export function onceOnly({ ledger, token, happens }: Actor, most: number): { headers?: Record<string, string> } {
  if (happens(35)) return {};
  ledger.once = { userId: token.slice(0, 10), most };
  return { headers: { 'idempotency-key': crypto.randomUUID() } };
}
