import type { Principal } from '../account/principal.ts';
import { addressSubject } from '../account/throttle.ts';
import { PRIORITIES, type Priority } from './job.ts';

/** How many submissions of one person or address may be open. 0: as many as they like. */
export interface JobLimits {
  /** with so many open, further ones wait behind those of others */
  lowFrom: number;
  /** with so many open, further ones are refused */
  refuseFrom: number;
}

/** Whose submissions are counted together: a user's, or those that come from one address without signing in. */
export const limitSubject = (principal: Principal | undefined, sourceIp: string): string =>
  principal === undefined ? `address:${addressSubject(sourceIp)}` : `user:${principal.userId}`;

/** The least number of open submissions that changes anything; `undefined` where none does. */
export function firstLimit({ lowFrom, refuseFrom }: JobLimits): number | undefined {
  const limits = [lowFrom, refuseFrom].filter((limit) => limit > 0);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

export const isRefused = ({ refuseFrom }: JobLimits, open: number, added: number): boolean =>
  refuseFrom > 0 && open + added > refuseFrom;

/** Who has signed in goes before who has not; who has many open goes one down. */
export function priorityOf({ lowFrom }: JobLimits, open: number, isSignedIn: boolean): Priority {
  const usual = PRIORITIES.indexOf(isSignedIn ? 'high' : 'medium');
  const hogs = lowFrom > 0 && open >= lowFrom;
  return PRIORITIES[hogs ? usual - 1 : usual] ?? 'low';
}
