import type { Principal } from '../account/principal.ts';

/** Who may submit to a specification: the users of a group, and people by name. */
export interface Assignment {
  key: string;
  specificationKey: string;
  projectKey: string;
  name: string;
  groupId?: string;
  /** user ids */
  members: readonly string[];
  active: boolean;
  createdAt: string;
  updatedAt: string;
  version: number;
}

/** Each has a row that lists the assignment: they are written in one transaction. */
export const MOST_MEMBERS = 40;

export const hasAccess = (
  principal: Pick<Principal, 'userId' | 'groupId'>,
  assignment: Pick<Assignment, 'groupId' | 'members'>,
): boolean => assignment.groupId === principal.groupId || assignment.members.includes(principal.userId);
