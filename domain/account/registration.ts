import { type DomainError, forbidden, notFound } from '../errors.ts';
import type { Account, Group } from './account.ts';
import { type CreateAccountPorts, type CreatedAccount, invite, newAccount } from './create-account.ts';
import { withFreeUsername } from './derived-username.ts';
import { newGroup } from './groups.ts';
import { mayManageGroup } from './permissions.ts';
import type { Principal } from './principal.ts';
import type { GroupStore } from './stores.ts';

/** Somebody who asks for an account, until that is decided. */
export interface PendingRegistration {
  uuid: string;
  fullName: string;
  /** lower case */
  email: string;
  /** the group to join; absent where a new one is asked for */
  groupId?: string;
  newGroupName?: string;
  createdAt: string;
}

export interface RegistrationStore {
  list(): Promise<PendingRegistration[]>;
  get(uuid: string): Promise<PendingRegistration | undefined>;
  isWaiting(email: string): Promise<boolean>;
  /** @returns false where a registration with this e-mail address waits already */
  add(registration: PendingRegistration): Promise<boolean>;
  /**
   * Opens the account, and the group where it is new, and ends the registration, in one transaction.
   * @throws DomainError `conflict` naming the field that is taken; `notFound` where the registration is decided already
   */
  accept(registration: PendingRegistration, account: Account, group: Group | undefined): Promise<void>;
  /** @returns false where it is decided already */
  remove(registration: PendingRegistration): Promise<boolean>;
}

/** Who decides: site admins, and the admins of the group that is asked for. */
export const mayDecide = (principal: Principal, { groupId }: Pick<PendingRegistration, 'groupId'>): boolean =>
  principal.siteAdmin || (groupId !== undefined && mayManageGroup(principal, groupId));

export const decidedAlready = (): DomainError => notFound('There is no such registration, or it is decided already.');

/** @throws DomainError `notFound`, `forbidden` */
export async function requireDecidable(
  store: Pick<RegistrationStore, 'get'>,
  principal: Principal,
  uuid: string | undefined,
): Promise<PendingRegistration> {
  const registration = uuid === undefined ? undefined : await store.get(uuid);
  if (registration === undefined) throw decidedAlready();
  if (!mayDecide(principal, registration)) throw forbidden('This is for the admins of that group and of the site.');
  return registration;
}

/** What an admin may set right on accepting; what is left out stays as it was asked for. */
export interface Acceptance {
  fullName?: string | undefined;
  /** by UUID or site id */
  group?: string | undefined;
  newGroupName?: string | undefined;
  groupAdmin: boolean;
}

export interface AcceptPorts extends Omit<CreateAccountPorts, 'accounts' | 'groups'> {
  registrations: RegistrationStore;
  groups: Pick<GroupStore, 'find'>;
}

/**
 * Opens the account of a registration and mails a link for its first password.
 * @throws DomainError `forbidden`, `notFound` (registration, group), `conflict` (e-mail address or group name taken)
 */
export async function acceptRegistration(
  ports: AcceptPorts,
  principal: Principal,
  registration: PendingRegistration,
  acceptance: Acceptance,
  now: Date,
): Promise<CreatedAccount> {
  const group = await groupFor(ports, registration, acceptance, now);
  if (!principal.siteAdmin && (group.isNew || !mayManageGroup(principal, group.groupId))) {
    throw forbidden('You may accept people into your own group only.');
  }
  const { email } = registration;
  const fields = { email, fullName: acceptance.fullName ?? registration.fullName, groupId: group.groupId };
  const roles = { groupAdmin: acceptance.groupAdmin, siteAdmin: false, siteRead: false };
  const account = await withFreeUsername(email, async (username) => {
    const opened = await newAccount(ports, { username, ...fields, ...roles }, now);
    await ports.registrations.accept(registration, opened, group.isNew);
    return opened;
  });
  return { account, invitation: await invite(ports, account, now) };
}

async function groupFor(
  ports: Pick<AcceptPorts, 'groups' | 'siteIds'>,
  registration: PendingRegistration,
  acceptance: Acceptance,
  now: Date,
): Promise<{ groupId: string; isNew?: Group }> {
  const { group: reference, newGroupName } = acceptance;
  const newName = newGroupName ?? (reference === undefined ? registration.newGroupName : undefined);
  if (newName !== undefined) {
    const isNew = newGroup(ports.siteIds, newName, now);
    return { groupId: isNew.groupId, isNew };
  }
  const found = await ports.groups.find(reference ?? registration.groupId ?? '');
  if (found === undefined) throw notFound('There is no such group.');
  return { groupId: found.groupId };
}
