import { forbidden, notFound } from '../errors.ts';
import { newSiteId, type SiteIds } from '../site-id.ts';
import type { Account } from './account.ts';
import type { AccountMail } from './account-mail.ts';
import { type Passwords, requireGoodPassword } from './password.ts';
import { makePasswordLink, type OneTimeLink } from './password-link.ts';
import { mayCreateAccount } from './permissions.ts';
import type { Principal } from './principal.ts';
import type { AccountStore, GroupStore, PasswordLinkStore } from './stores.ts';
import { newUserId } from './token.ts';

export interface NewAccount {
  username: string;
  email: string;
  fullName: string;
  /** group id, UUID or site id */
  group: string;
  groupAdmin: boolean;
  siteAdmin: boolean;
  siteRead: boolean;
  /** absent: the user is invited by mail to choose one */
  password?: string | undefined;
}

export interface CreateAccountPorts {
  accounts: Pick<AccountStore, 'create'>;
  groups: Pick<GroupStore, 'find'>;
  links: Pick<PasswordLinkStore, 'add'>;
  passwords: Pick<Passwords, 'hash'>;
  siteIds: SiteIds;
  mail: Pick<AccountMail, 'invitation'>;
}

export interface CreatedAccount {
  account: Account;
  /** where no password was given; `link` is there only where the mail could not be sent: hand it over yourself */
  invitation?: { sent: boolean; expiresAt: Date; link?: OneTimeLink };
}

/** @throws DomainError `forbidden`, `notFound` (group), `conflict` (username or e-mail taken), `invalid` (password) */
export async function createAccount(
  ports: CreateAccountPorts,
  principal: Principal,
  request: NewAccount,
  now: Date,
): Promise<CreatedAccount> {
  const group = await ports.groups.find(request.group);
  if (!mayCreateAccount(principal, { ...request, groupId: group?.groupId ?? '' })) {
    throw forbidden('You may open accounts in your own group only, and without the roles siteAdmin and siteRead.');
  }
  if (group === undefined) throw notFound(`There is no group ${request.group}.`);
  const account = await newAccount(ports, { ...request, groupId: group.groupId }, now);
  await ports.accounts.create(account);
  return request.password === undefined ? { account, invitation: await invite(ports, account, now) } : { account };
}

/** Opens the record; writing it down is the caller's. */
export async function newAccount(
  { passwords, siteIds }: Pick<CreateAccountPorts, 'passwords' | 'siteIds'>,
  request: Omit<NewAccount, 'group'> & { groupId: string; userId?: string },
  now: Date,
): Promise<Account> {
  if (request.password !== undefined) requireGoodPassword(request.password, 'password');
  return {
    userId: request.userId ?? newUserId(),
    uuid: crypto.randomUUID(),
    siteId: newSiteId(siteIds, 'user'),
    username: request.username,
    email: request.email,
    fullName: request.fullName,
    groupId: request.groupId,
    groupAdmin: request.groupAdmin,
    siteAdmin: request.siteAdmin,
    siteRead: request.siteRead,
    enabled: true,
    ...(request.password !== undefined && { passwordHash: await passwords.hash(request.password) }),
    passwordVersion: 1,
    tokenVersion: 0,
    ownCount: 0,
    createdAt: now.toISOString(),
    version: 1,
  };
}

type InvitePorts = Pick<CreateAccountPorts, 'links' | 'mail'>;

/** Mails a link for a first password. */
export async function invite(
  ports: InvitePorts,
  account: Account,
  now: Date,
): Promise<NonNullable<CreatedAccount['invitation']>> {
  const link = await makePasswordLink(ports.links, account, 'invitation', now);
  const sent = await ports.mail.invitation({ account, ...link });
  return { sent, expiresAt: link.expiresAt, ...(!sent && { link }) };
}
