import type { Account } from './account.ts';

export interface LinkMail {
  account: Pick<Account, 'email' | 'fullName' | 'username'>;
  /** the secret of the one-time link */
  secret: string;
  expiresAt: Date;
}

/**
 * Sends the mails about passwords. A mail that cannot be sent is no failure of the request: the port logs why and
 * answers false.
 */
export interface AccountMail {
  invitation(mail: LinkMail): Promise<boolean>;
  passwordReset(mail: LinkMail): Promise<boolean>;
}
