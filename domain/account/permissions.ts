import { type DomainError, forbidden } from '../errors.ts';
import type { AccountChange } from './account.ts';
import type { Access, Principal } from './principal.ts';

/** Who owns a record: its maker and the group that the maker was in at the time. */
export interface Owned {
  submitterId: string;
  groupId: string;
  /** of a submission to an assignment: the group that asked for it */
  projectGroupId?: string;
}

/** May somebody call a route of this access level at all? A site admin may do what a group admin may. */
export function mayCall(access: Access, principal: Principal | undefined): boolean {
  if (access === 'public') return true;
  if (principal === undefined) return false;
  if (access === 'user') return true;
  if (access === 'groupAdmin') return principal.groupAdmin || principal.siteAdmin;
  return principal.siteAdmin;
}

/** A token that may only read is good for the method that changes nothing. */
export const mayUse = (method: string, principal: Principal | undefined): boolean =>
  method === 'GET' || principal?.readOnly !== true;

/** Everybody sees what is their own or their group's; who asked for it sees it, and site admins and site readers see all. */
export function mayRead(principal: Principal, record: Owned): boolean {
  return (
    principal.userId === record.submitterId ||
    principal.groupId === record.groupId ||
    (principal.groupAdmin && principal.groupId === record.projectGroupId) ||
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

/** Who may see a record is told that this is all; for everybody else it does not exist. */
export function refusalOf(principal: Principal, record: Owned, missing: DomainError): DomainError {
  return mayRead(principal, record) ? forbidden('You may see this submission, but you may not change it.') : missing;
}

/** The submissions of every group are for those who may read each of them. */
export const mayListAll = ({ siteAdmin, siteRead }: Principal): boolean => siteAdmin || siteRead;

/** Whose submissions a list shows. */
export type Scope = 'own' | 'group' | 'all';

/** Whose submissions `all=y` shows. */
export function listScope(principal: Principal): Scope {
  if (mayListAll(principal)) return 'all';
  return principal.groupAdmin ? 'group' : 'own';
}

/** Changing and disabling members, inviting new ones: the group's admin, and site admins. */
export function mayManageGroup(principal: Principal, groupId: string): boolean {
  return principal.siteAdmin || (principal.groupAdmin && principal.groupId === groupId);
}

/** API tokens of somebody give that user's rights: nobody may get more of them so than they have, or may give. */
export function mayManageTokens(
  principal: Principal,
  account: Pick<Principal, 'userId' | 'groupId' | 'siteAdmin' | 'siteRead'>,
): boolean {
  if (principal.userId === account.userId || principal.siteAdmin) return true;
  return mayManageGroup(principal, account.groupId) && !account.siteAdmin && !account.siteRead;
}

/** A user's name and group. E-mail and roles: see `seesPrivateFields`. */
export function mayReadAccount(principal: Principal, account: Pick<Principal, 'userId' | 'groupId'>): boolean {
  return principal.userId === account.userId || principal.siteRead || mayManageGroup(principal, account.groupId);
}

/** E-mail address and roles of somebody are for whoever administers them, and for that person. */
export function seesPrivateFields(principal: Principal, account: Pick<Principal, 'userId' | 'groupId'>): boolean {
  return principal.userId === account.userId || mayManageGroup(principal, account.groupId);
}

/** Who may open an account in a group, with these roles? The role of a site is the site admins' to give. */
export function mayCreateAccount(
  principal: Principal,
  account: Pick<Principal, 'groupId' | 'siteAdmin' | 'siteRead'>,
): boolean {
  if (principal.siteAdmin) return true;
  return mayManageGroup(principal, account.groupId) && !account.siteAdmin && !account.siteRead;
}

type Target = Pick<Principal, 'userId' | 'groupId' | 'siteAdmin'>;

/** The rule of every field of an account, in one place. */
const FIELD_RULES: Readonly<Record<keyof AccountChange, (principal: Principal, target: Target) => boolean>> = {
  fullName: (principal, target) => principal.userId === target.userId || mayManageGroup(principal, target.groupId),
  groupId: (principal) => principal.siteAdmin,
  siteRead: (principal) => principal.siteAdmin,
  // nobody takes this right from themselves, so at least one site admin always remains
  siteAdmin: (principal, target) => principal.siteAdmin && principal.userId !== target.userId,
  groupAdmin: (principal, target) => mayManageGroup(principal, target.groupId),
  enabled: (principal, target) =>
    mayManageGroup(principal, target.groupId) &&
    principal.userId !== target.userId &&
    (principal.siteAdmin || !target.siteAdmin),
};

/** The fields of a change that this caller may not touch; empty where the whole change is allowed. */
export function forbiddenFields(principal: Principal, target: Target, change: AccountChange): (keyof AccountChange)[] {
  const fields = Object.keys(FIELD_RULES) as (keyof AccountChange)[];
  return fields.filter((field) => change[field] !== undefined && !FIELD_RULES[field](principal, target));
}
