import { createAttemptStore } from '../../adapters/dynamodb/attempt-store.ts';
import { openTable, type Table } from '../../adapters/dynamodb/client.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { inTurn } from '../../adapters/dynamodb/in-turn.ts';
import { createPasswordLinkStore } from '../../adapters/dynamodb/password-link-store.ts';
import { createPreferenceStore } from '../../adapters/dynamodb/preference-store.ts';
import { changedSettings } from '../../adapters/dynamodb/settings-store.ts';
import { createTokenStore } from '../../adapters/dynamodb/token-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { signSession } from '../../adapters/jwt/session.ts';
import { createMailer, type SendMail } from '../../adapters/mail/ses.ts';
import { createPasswords } from '../../adapters/passwords/scrypt.ts';
import type { AccountMail } from '../../domain/account/account-mail.ts';
import {
  invitationMail,
  passwordResetMail,
  registrationMail,
  rejectionMail,
} from '../../domain/notification/account-mails.ts';
import type { Mail, Site } from '../../domain/notification/mail.ts';
import type { SiteIds } from '../../domain/site-id.ts';
import { readConfig } from '../config.ts';
import { log } from '../log.ts';

/** Everything that the use cases of accounts work on. */
function accountPorts(table: Table, site: Site, send: SendMail, passwords = createPasswords()) {
  return {
    site,
    passwords,
    accounts: createUserStore(table),
    groups: createGroupStore(table),
    tokens: createTokenStore(table),
    links: createPasswordLinkStore(table),
    attempts: createAttemptStore(table),
    preferences: createPreferenceStore(table),
    mail: accountMail(table, site, send),
    sign: signSession,
  };
}

export type AccountPorts = ReturnType<typeof accountPorts> & { siteIds: SiteIds };

/** The ports of a deployed function. */
export function openAccountPorts(): AccountPorts {
  const config = readConfig('TABLE_NAME', 'SITE_URL', 'SITE_NAME', 'MAIL_SENDER', 'SITE_IDS');
  const site = { name: config.SITE_NAME, url: config.SITE_URL };
  const send = createMailer({ name: config.SITE_NAME, address: config.MAIL_SENDER });
  return { ...accountPorts(openTable(config.TABLE_NAME), site, send), siteIds: config.SITE_IDS };
}

/** SES takes 14 mails a second of an account that has left its sandbox, more where it is asked to. */
const MAILS_AT_ONCE = 8;

function accountMail(table: Table, site: Site, send: SendMail): AccountMail {
  const trySending = async (mail: Mail): Promise<boolean> => {
    try {
      await send(mail);
      return true;
    } catch (error) {
      // the text holds the one-time link: it must not get into the log
      log.error('mail was not sent', { subject: mail.subject, error: error as Error });
      return false;
    }
  };
  const one = async (make: (changed: Map<string, string>) => Mail) => trySending(make(await changedSettings(table)));
  return {
    invitation: (link) => one((changed) => invitationMail(site, link, changed)),
    passwordReset: (link) => one((changed) => passwordResetMail(site, link, changed)),
    registration: async (admins, asked) => {
      const changed = await changedSettings(table);
      await inTurn(admins, MAILS_AT_ONCE, (admin) => trySending(registrationMail(site, admin, asked, changed)));
    },
    rejection: (to) => one((changed) => rejectionMail(to, changed)),
  };
}
