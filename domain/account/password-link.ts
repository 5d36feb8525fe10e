import { type DomainError, gone, notFound } from '../errors.ts';
import type { Account } from './account.ts';
import type { AccountMail } from './account-mail.ts';
import { type Passwords, requireGoodPassword } from './password.ts';
import type { AccountStore, AttemptStore, PasswordLinkStore } from './stores.ts';
import { addressSubject, LINK_BY_ADDRESS, LINK_BY_EMAIL } from './throttle.ts';
import { countAttempts } from './throttling.ts';
import { randomText } from './token.ts';

const MINUTE = 60_000;
/** A reset is asked for and used at once; an invitation waits in somebody's mailbox. */
const LIFE = { reset: 10 * MINUTE, invitation: 7 * 24 * 60 * MINUTE } as const;
/** 43 characters [A-Za-z0-9] carry 256 bits. */
const SECRET_LENGTH = 43;

export interface OneTimeLink {
  secret: string;
  expiresAt: Date;
}

/** Makes a one-time link; only its SHA-256 is stored. */
export async function makePasswordLink(
  store: Pick<PasswordLinkStore, 'add'>,
  account: Pick<Account, 'userId' | 'passwordVersion'>,
  purpose: keyof typeof LIFE,
  now: Date,
): Promise<OneTimeLink> {
  const link = { secret: randomText(SECRET_LENGTH), expiresAt: new Date(now.getTime() + LIFE[purpose]) };
  await store.add(link.secret, {
    userId: account.userId,
    passwordVersion: account.passwordVersion,
    expiresAt: link.expiresAt.toISOString(),
  });
  return link;
}

export interface ForgottenPasswordPorts {
  accounts: Pick<AccountStore, 'findByLogin'>;
  attempts: AttemptStore;
  links: Pick<PasswordLinkStore, 'add'>;
  mail: Pick<AccountMail, 'passwordReset'>;
}

/** Mails a link to whoever has this address. The caller learns nothing of whether anybody has. */
export async function requestPasswordLink(
  ports: ForgottenPasswordPorts,
  request: { email: string; address: string },
  now: Date,
): Promise<void> {
  const attempts = [
    { throttle: LINK_BY_EMAIL, subject: request.email.toLowerCase() },
    { throttle: LINK_BY_ADDRESS, subject: addressSubject(request.address) },
  ];
  await countAttempts(ports.attempts, attempts, now);
  const account = await ports.accounts.findByLogin(request.email);
  if (account === undefined || !account.enabled) return;
  const link = await makePasswordLink(ports.links, account, 'reset', now);
  await ports.mail.passwordReset({ account, ...link });
}

/**
 * Sets a password with a one-time link, once. All sessions of the user end, and every other link.
 * @throws DomainError `notFound` (unknown, used or overtaken by a newer password), `gone` (expired), `invalid` (rules)
 */
export async function redeemPasswordLink(
  ports: { accounts: Pick<AccountStore, 'get'>; links: PasswordLinkStore; passwords: Pick<Passwords, 'hash'> },
  request: { link: string; newPassword: string },
  now: Date,
): Promise<Account> {
  const link = await ports.links.get(request.link);
  if (link === undefined) throw unknownLink();
  if (Date.parse(link.expiresAt) <= now.getTime()) throw gone('This link has expired. Ask for a new one.');
  const account = await ports.accounts.get(link.userId);
  if (account === undefined || !account.enabled || account.passwordVersion !== link.passwordVersion)
    throw unknownLink();
  // before the link is used up: who breaks a rule may try again
  requireGoodPassword(request.newPassword);
  const hash = await ports.passwords.hash(request.newPassword);
  if (!(await ports.links.redeem(request.link, account, hash))) throw unknownLink();
  return account;
}

const unknownLink = (): DomainError =>
  notFound('This link is not valid: it is unknown or was used. Ask for a new one.');
