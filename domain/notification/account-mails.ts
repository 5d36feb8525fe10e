import type { Addressee, LinkMail } from '../account/account-mail.ts';
import type { MailKind } from '../settings/mail-templates.ts';
import { mailText } from '../settings/settings.ts';
import type { Mail, Site } from './mail.ts';

/** The secret stands behind `#`: browsers send that part to no server, so it is in no log and no referrer. */
export const passwordLinkUrl = (site: Site, secret: string): string => `${site.url}/app/set-password#${secret}`;

const utc = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/**
 * Mails whose texts a site can change.
 * @param changed values by key, of the settings that were changed
 */
export const invitationMail = (site: Site, link: LinkMail, changed = UNCHANGED): Mail =>
  linkMail(site, 'welcome_token', link, changed);

export const passwordResetMail = (site: Site, link: LinkMail, changed = UNCHANGED): Mail =>
  linkMail(site, 'forgot_token', link, changed);

const UNCHANGED: ReadonlyMap<string, string> = new Map();

function linkMail(site: Site, kind: MailKind, { account, secret, expiresAt }: LinkMail, changed: typeof UNCHANGED) {
  const values = {
    fullname: account.fullName,
    username: account.username,
    quoted_email: shellQuoted(account.email),
    token_url: passwordLinkUrl(site, secret),
    token_expires: utc(expiresAt),
    site_name: site.name,
    site_url: site.url,
  };
  return { to: { name: account.fullName, address: account.email }, ...mailText(changed, kind, values) };
}

/** Tells an admin that somebody asks for an account. */
export function registrationMail(
  site: Site,
  admin: Addressee,
  asked: { fullName: string; email: string; group: string },
  changed = UNCHANGED,
): Mail {
  const values = {
    fullname: admin.fullName,
    req_fullname: asked.fullName,
    req_email: asked.email,
    req_group: asked.group,
    req_url: `${site.url}/app/admin/registrations`,
  };
  return { to: { name: admin.fullName, address: admin.email }, ...mailText(changed, 'reg_notify', values) };
}

export const rejectionMail = (to: Addressee, changed = UNCHANGED): Mail => ({
  to: { name: to.fullName, address: to.email },
  ...mailText(changed, 'reject', { fullname: to.fullName }),
});

/** A value inside single quotes of a shell line that people copy. */
export const shellQuoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);
