import type { Actor } from '../actor.ts';
import type { Promised } from '../ledger.ts';

/** Cancels, and waits for no more than the answer. */
export async function cancel({ insist, site }: Actor, promised: Promised): Promise<void> {
  const answer = await insist(`POST /api/v1/submissions/${promised.id}/cancel`, {}, 3);
  if (answer?.status !== 200) return;
  promised.cancelled = (await site.table.submission(promised.id))?.attempt ?? promised.attempt;
}

/** Has a submission that ended badly run again. */
export async function redrive({ insist }: Actor, promised: Promised): Promise<void> {
  const answer = await insist<{ attempt: number }>(`POST /api/v1/submissions/${promised.id}/redrive`, {}, 4);
  if (answer?.status === 200) promised.attempt = answer.body.attempt;
}

/** Sets the day from which embargoed data is public. */
export async function embargo(actor: Actor, promised: Promised): Promise<void> {
  const until = `20${30 + actor.below(60)}-01-02`;
  const line = `PUT /api/v1/submissions/${promised.id}/embargo` as const;
  const answer = await actor.insist(line, { json: { until } });
  if (answer?.status === 200) promised.embargoUntil = `${until}T00:00:00Z`;
  // nobody knows which day holds now
  else if (answer === undefined) delete promised.embargoUntil;
}

/** What may happen to a submission while it is worked on, whichever door it came through. */
export async function meddle(actor: Actor, promised: Promised): Promise<void> {
  if (actor.happens(10)) await cancel(actor, promised);
  const row = await actor.until(promised.id, ({ state }) => state !== 'running' && state !== 'draft', 2500);
  if (row !== undefined && (row.state === 'failed' || row.state === 'cancelled') && actor.happens(50)) {
    await redrive(actor, promised);
  }
}
