import type { Account, Group } from '../../../domain/account/account.ts';
import { newAccount } from '../../../domain/account/create-account.ts';
import { newGroup } from '../../../domain/account/groups.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';

export const NOW = new Date('2027-03-01T12:00:00Z');

const passwords = { hash: () => Promise.reject(new Error('no password was given')) };

/** An account record as the use cases make it, without a password. */
export function account(group: Group, username: string, roles: Partial<Principal> = {}): Promise<Account> {
  const fields = { email: `${username}@example.org`, fullName: `${username} Doe`, groupId: group.groupId };
  const none = { groupAdmin: false, siteAdmin: false, siteRead: false };
  return newAccount({ passwords, siteIds: SITE_IDS }, { username, ...fields, ...none, ...roles }, NOW);
}

export const group = (name: string): Group => newGroup(SITE_IDS, name, NOW);
