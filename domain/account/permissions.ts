import type { Access, Principal } from './principal.ts';

/** Who owns a record: its maker and the group that the maker was in at the time. */
export interface Owned {
  submitterId: string;
  groupId: string;
}

/** May somebody call a route of this access level at all? A site admin may do what a group admin may. */
export function mayCall(access: Access, principal: Principal | undefined): boolean {
  if (access === 'public') return true;
  if (principal === undefined) return false;
  if (access === 'user') return true;
  if (access === 'groupAdmin') return principal.groupAdmin || principal.siteAdmin;
  return principal.siteAdmin;
}

/** Everybody sees what is their own or their group's; site admins and site readers see all. */
export function mayRead(principal: Principal, record: Owned): boolean {
  return (
    principal.userId === record.submitterId ||
    principal.groupId === record.groupId ||
    principal.siteAdmin ||
    principal.siteRead
  );
}

/** Adding files to a submission and cancelling it: its submitter, and whoever administers it. */
export function mayChange(principal: Principal, record: Owned): boolean {
  return principal.userId === record.submitterId || mayAdminister(principal, record);
}

/** Redriving, lifting an embargo: the admin of the record's group, and site admins. */
export function mayAdminister(principal: Principal, record: Owned): boolean {
  return principal.siteAdmin || (principal.groupAdmin && principal.groupId === record.groupId);
}

/** Whose submissions `all=y` shows. */
export function listScope(principal: Principal): 'own' | 'group' | 'all' {
  if (principal.siteAdmin || principal.siteRead) return 'all';
  return principal.groupAdmin ? 'group' : 'own';
}
