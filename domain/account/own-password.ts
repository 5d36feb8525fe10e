import { forbidden, notFound } from '../errors.ts';
import { type Passwords, requireGoodPassword } from './password.ts';
import type { Principal } from './principal.ts';
import type { AccountStore, AttemptStore } from './stores.ts';
import { SIGN_IN_BY_NAME } from './throttle.ts';
import { countAttempts, refundAttempts } from './throttling.ts';

export interface OwnPasswordPorts {
  accounts: Pick<AccountStore, 'get' | 'setPassword'>;
  attempts: AttemptStore;
  passwords: Passwords;
}

/**
 * Changes one's own password: all sessions end, this one too; API tokens stay. Wrong current passwords count like
 * failed sign-ins, so that a stolen session is no way to guess the password.
 * @throws DomainError `forbidden` (current password wrong), `invalid` (rules), `tooMany`
 */
export async function changeOwnPassword(
  ports: OwnPasswordPorts,
  principal: Principal,
  request: { currentPassword: string; newPassword: string },
  now: Date,
): Promise<void> {
  requireGoodPassword(request.newPassword);
  const subject = principal.username.toLowerCase();
  const counters = await countAttempts(ports.attempts, [{ throttle: SIGN_IN_BY_NAME, subject }], now);
  const account = await ports.accounts.get(principal.userId);
  if (account === undefined) throw notFound('This account does not exist any more.');
  if (!(await ports.passwords.matches(request.currentPassword, account.passwordHash))) {
    throw forbidden('The current password is wrong.');
  }
  await refundAttempts(ports.attempts, counters);
  await ports.accounts.setPassword(account, await ports.passwords.hash(request.newPassword));
}
