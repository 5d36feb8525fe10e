import { unauthenticated } from '../errors.ts';
import type { Account } from './account.ts';
import type { Passwords } from './password.ts';
import type { AccountStore, AttemptStore, TokenStore } from './stores.ts';
import { addressSubject, SIGN_IN_BY_ADDRESS, SIGN_IN_BY_NAME } from './throttle.ts';
import { countAttempts, refundAttempts } from './throttling.ts';

const SESSION_SECONDS = 24 * 60 * 60;

export interface Credentials {
  /** username or e-mail address */
  login: string;
  password: string;
  /** source address of the request */
  address: string;
}

export interface PasswordCheck {
  accounts: Pick<AccountStore, 'findByLogin'>;
  attempts: AttemptStore;
  passwords: Pick<Passwords, 'matches'>;
}

/**
 * Whose password is this? Unknown names, disabled accounts, accounts without a password and wrong passwords take the
 * same time and get the same answer.
 * @throws DomainError `unauthenticated` or `tooMany`
 */
export async function checkCredentials(ports: PasswordCheck, given: Credentials, now: Date): Promise<Account> {
  const counters = await countAttempts(
    ports.attempts,
    [
      { throttle: SIGN_IN_BY_NAME, subject: given.login.toLowerCase() },
      { throttle: SIGN_IN_BY_ADDRESS, subject: addressSubject(given.address) },
    ],
    now,
  );
  const account = await ports.accounts.findByLogin(given.login);
  const matches = await ports.passwords.matches(given.password, account?.passwordHash);
  if (account === undefined || !matches || !account.enabled) throw unauthenticated('Login failed.');
  await refundAttempts(ports.attempts, counters);
  return account;
}

/** Makes the JWT of a session; see the adapter for why nobody needs to keep its key. */
export type SignSession = (claims: { sub: string; iat: number; exp: number; jti: string }) => Promise<string>;

export interface Session {
  account: Account;
  jwt: string;
  /** epoch seconds */
  expireAt: number;
}

/** Signs somebody in for 24 hours. */
export async function signIn(
  ports: PasswordCheck & { tokens: Pick<TokenStore, 'addSession'>; sign: SignSession },
  given: Credentials,
  now: Date,
): Promise<Session> {
  const account = await checkCredentials(ports, given, now);
  const iat = Math.floor(now.getTime() / 1000);
  const expireAt = iat + SESSION_SECONDS;
  const jwt = await ports.sign({ sub: account.userId, iat, exp: expireAt, jti: crypto.randomUUID() });
  await ports.tokens.addSession(account, jwt, {
    createdAt: now.toISOString(),
    expiresAt: new Date(expireAt * 1000).toISOString(),
  });
  return { account, jwt, expireAt };
}
