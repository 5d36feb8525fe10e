import * as z from 'zod/mini';
import { email, fullName, groupName, reference, tokenLabel, username } from '../../domain/account/fields.ts';
import type { MailTopic } from '../../domain/account/preferences.ts';
import { cursor } from '../http/schemas.ts';

/** Long enough for every password that was ever accepted, and no work for the hash beyond that. */
const passwordGiven = () => z.string().check(z.minLength(1), z.maxLength(1024));
const newPassword = () => z.string().check(z.maxLength(1024));

export const paging = () => ({
  after: z.optional(cursor()),
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 100),
});

export const login = () =>
  z.object({
    username: z.string().check(z.minLength(1), z.maxLength(254), z.describe('username or e-mail address')),
    password: passwordGiven(),
  });

export const loginAnswer = () =>
  z.object({
    message: z.string(),
    jwt: z.string(),
    email: z.string(),
    first: z.string(),
    last: z.string(),
    expireAt: z.number().check(z.int(), z.describe('epoch seconds, 24 hours from now')),
  });

export const message = () => z.object({ message: z.string() });

export const group = () => z.object({ id: z.uuid(), siteId: z.string(), name: z.string() });
export const groupPage = () => z.object({ groups: z.array(group()), next: z.optional(z.string()) });
export const newGroup = () => z.strictObject({ name: groupName });

export const account = () =>
  z.object({
    id: z.uuid(),
    siteId: z.string(),
    username: z.string(),
    email: z.string(),
    fullName: z.string(),
    group: group(),
    groupAdmin: z.boolean(),
    siteAdmin: z.boolean(),
    siteRead: z.boolean(),
    enabled: z.boolean(),
    createdAt: z.iso.datetime(),
  });
export const accountPage = () => z.object({ users: z.array(account()), next: z.optional(z.string()) });

const invitation = () =>
  z.object({
    sent: z.boolean().check(z.describe('whether the mail with the link could be sent')),
    expiresAt: z.iso.datetime(),
    link: z.optional(z.url()).check(z.describe('only where the mail could not be sent: hand it over yourself')),
  });
export const createdAccount = () => z.extend(account(), { invitation: z.optional(invitation()) });

export const newAccount = () =>
  z.strictObject({
    username,
    email,
    fullName,
    group: reference.check(z.describe('UUID or site id of a group')),
    groupAdmin: z._default(z.boolean(), false),
    siteAdmin: z._default(z.boolean(), false),
    siteRead: z._default(z.boolean(), false),
    password: z.optional(newPassword()).check(z.describe('without one the user is invited by mail to choose one')),
  });

export const accountChange = () =>
  z
    .strictObject({
      fullName: z.optional(fullName),
      group: z.optional(reference).check(z.describe('UUID or site id of a group')),
      groupAdmin: z.optional(z.boolean()),
      siteAdmin: z.optional(z.boolean()),
      siteRead: z.optional(z.boolean()),
      enabled: z.optional(z.boolean()),
    })
    .check(
      z.refine(
        (change) => Object.values(change).some((value) => value !== undefined),
        'Name at least one field to change.',
      ),
    );

export const ownPassword = () => z.strictObject({ currentPassword: passwordGiven(), newPassword: newPassword() });
export const passwordLinkRequest = () => z.strictObject({ email });
export const passwordByLink = () =>
  z.strictObject({
    link: z
      .string()
      .check(z.minLength(1), z.maxLength(512), z.describe('the secret of the link: what stands behind `#`')),
    newPassword: newPassword(),
  });

const expires = () =>
  z
    .string()
    .check(
      z.maxLength(40),
      z.describe('a date, which the token outlives, or an ISO 8601 time (UTC without an offset)'),
    );
const tokenDescription = () => z.string().check(z.trim(), z.maxLength(1000), z.describe('what the token is used for'));

export const newToken = () =>
  z.strictObject({
    label: tokenLabel,
    description: z.optional(tokenDescription()),
    expires: z.optional(expires()),
    readOnly: z.optional(z.boolean()).check(z.describe('good for GET alone, whatever its user may do')),
  });
export const tokenChange = () =>
  z
    .strictObject({
      label: z.optional(tokenLabel),
      description: z.optional(tokenDescription()),
      expires: z.optional(expires()),
    })
    .check(
      z.refine(
        (change) => Object.values(change).some((value) => value !== undefined),
        'Name at least one field to change.',
      ),
    );
export const token = () =>
  z.object({
    id: z.uuid(),
    label: z.string(),
    description: z.nullable(z.string()),
    createdAt: z.iso.datetime(),
    expires: z.iso.datetime(),
    expired: z.boolean(),
    readOnly: z.boolean().check(z.describe('good for GET alone')),
  });
export const tokenList = () =>
  z.object({
    tokens: z.array(
      z.extend(token(), {
        lastUsedAt: z.nullable(z.iso.datetime()).check(z.describe('to the hour; null: not used yet')),
      }),
    ),
  });
export const createdToken = () => z.extend(token(), { token: z.string().check(z.describe('shown this once')) });

const wanted = (what: string) => z.boolean().check(z.describe(what));
const mails = () =>
  z.strictObject({
    dryRun: wanted('how a trial of a manifest ended'),
    upload: wanted('the manifest is valid: how to send the files'),
    reminder: wanted('files are still missing'),
    failure: wanted('a submission failed or was cancelled'),
    receipt: wanted('a submission is complete: where its data is'),
  } satisfies Record<MailTopic, z.ZodMiniBoolean>);
const webhook = () =>
  z.object({
    url: z.string(),
    method: z.string(),
    auth_type: z.string(),
    createdAt: z.iso.datetime(),
  });
export const preferences = () =>
  z.object({
    mails: mails(),
    webhook: z.nullable(webhook()).check(z.describe('without its credentials, which are told to nobody again')),
  });
export const preferenceChange = () => z.strictObject({ mails: mails() });
export const createdWebhook = () =>
  z.extend(webhook(), { secret: z.string().check(z.describe('signs every call; shown this once')) });

export const month = () =>
  z.optional(
    z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is YYYY-MM'), z.describe('YYYY-MM in UTC; this one')),
  );
export const auditPage = () =>
  z.object({
    month: z.string(),
    entries: z.array(
      z.object({
        at: z.iso.datetime(),
        user: z.object({ id: z.uuid(), siteId: z.string(), username: z.string() }),
        route: z.string(),
        params: z.record(z.string(), z.string()).check(z.describe('what stood in the place of parameters of the path')),
        fields: z.array(z.string()).check(z.describe('names of the fields that were sent, without their values')),
        outcome: z
          .nullable(z.string())
          .check(z.describe('`done`, or why it was refused; null: under way, or broken off, done or not')),
        sourceIp: z.string(),
        requestId: z.string(),
      }),
    ),
    next: z.optional(z.string()),
  });
