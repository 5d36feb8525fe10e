import type { LinkMail } from '../account/account-mail.ts';
import { type Mail, oneLine, type Site } from './mail.ts';

/** The secret stands behind `#`: browsers send that part to no server, so it is in no log and no referrer. */
export const passwordLinkUrl = (site: Site, secret: string): string => `${site.url}/set-password#${secret}`;

const utc = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export function invitationMail(site: Site, { account, secret, expiresAt }: LinkMail): Mail {
  return {
    to: { name: account.fullName, address: account.email },
    subject: `Your account at ${site.name}`,
    text: `Hello ${oneLine(account.fullName)},

an account at ${oneLine(site.name)} was opened for you. Your username is

    ${account.username}

Choose a password here; the link works once and until ${utc(expiresAt)}:

    ${passwordLinkUrl(site, secret)}

If it has expired by then, ask for a new one with

    curl ${site.url}/api/v1/password-links -H 'Content-Type: application/json' \\
      -d '{"email":"${shellQuoted(account.email)}"}'

If you do not know what this is about, you can ignore this mail: without the link nobody can use the account.
`,
  };
}

export function passwordResetMail(site: Site, { account, secret, expiresAt }: LinkMail): Mail {
  return {
    to: { name: account.fullName, address: account.email },
    subject: `A new password for ${site.name}`,
    text: `Hello ${oneLine(account.fullName)},

somebody, probably you, asked for a new password for the account

    ${account.username}

at ${oneLine(site.name)}. Choose one here; the link works once and until ${utc(expiresAt)}:

    ${passwordLinkUrl(site, secret)}

Setting it ends all sessions. API tokens stay valid; revoke those that others may know.
If it was not you, ignore this mail: your password stays as it is.
`,
  };
}

/** A value inside single quotes of a shell line that people copy. */
export const shellQuoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);
