import type { ErrorKind } from '../errors.ts';
import type { Access, Principal } from './principal.ts';

/** What somebody with rights over others did, or tried to: names only, never values, which can be secrets. */
export interface AuditEntry {
  /** ISO 8601 */
  at: string;
  requestId: string;
  user: Pick<Principal, 'uuid' | 'siteId' | 'username'>;
  /** method and path as in the route tables, e.g. `PATCH /api/v1/accounts/{id}` */
  route: string;
  /** what stood in the place of the path's parameters */
  params: Readonly<Record<string, string>>;
  /** names of the fields that were sent */
  fields: readonly string[];
  sourceIp: string;
  /** absent where the function died, or is still at it: then it may be done or not */
  outcome?: 'done' | ErrorKind;
}

/** The month of a moment in ISO 8601, by which entries are read: `2026-11`. */
export const monthOf = (at: string): string => at.slice(0, 7);

/** Is it administration: a change that takes a role, or is made to what is not one's own? */
export const isAdministration = (route: { method: string; access: Access; administers?: true }): boolean =>
  route.method !== 'GET' &&
  (route.access === 'groupAdmin' || route.access === 'siteAdmin' || route.administers === true);
