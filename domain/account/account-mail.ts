import type { Account } from './account.ts';

export interface LinkMail {
  account: Pick<Account, 'email' | 'fullName' | 'username'>;
  /** the secret of the one-time link */
  secret: string;
  expiresAt: Date;
}

export type Addressee = Pick<Account, 'email' | 'fullName'>;

/**
 * Sends the mails about accounts and passwords. A mail that cannot be sent is no failure of the request: the port logs why and
 * answers false.
 */
export interface AccountMail {
  invitation(mail: LinkMail): Promise<boolean>;
  passwordReset(mail: LinkMail): Promise<boolean>;
  /** tells admins, a few at a time, that somebody asks for an account */
  registration(admins: readonly Addressee[], asked: { fullName: string; email: string; group: string }): Promise<void>;
  rejection(to: Addressee): Promise<boolean>;
}
