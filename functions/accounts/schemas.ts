import * as z from 'zod';
import { email, fullName, groupName, reference, tokenLabel, username } from '../../domain/account/fields.ts';
import type { MailTopic } from '../../domain/account/preferences.ts';
import { cursor } from '../http/schemas.ts';

/** Long enough for every password that was ever accepted, and no work for the hash beyond that. */
const passwordGiven = () => z.string().min(1).max(1024);
const newPassword = () => z.string().max(1024);

export const paging = () => ({
  after: cursor().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

export const login = () =>
  z.object({
    username: z.string().min(1).max(254).describe('username or e-mail address'),
    password: passwordGiven(),
  });

export const loginAnswer = () =>
  z.object({
    message: z.string(),
    jwt: z.string(),
    email: z.string(),
    first: z.string(),
    last: z.string(),
    expireAt: z.number().int().describe('epoch seconds, 24 hours from now'),
  });

export const message = () => z.object({ message: z.string() });

export const group = () => z.object({ id: z.uuid(), siteId: z.string(), name: z.string() });
export const groupPage = () => z.object({ groups: z.array(group()), next: z.string().optional() });
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
export const accountPage = () => z.object({ users: z.array(account()), next: z.string().optional() });

const invitation = () =>
  z.object({
    sent: z.boolean().describe('whether the mail with the link could be sent'),
    expiresAt: z.iso.datetime(),
    link: z.url().optional().describe('only where the mail could not be sent: hand it over yourself'),
  });
export const createdAccount = () => account().extend({ invitation: invitation().optional() });

export const newAccount = () =>
  z.strictObject({
    username,
    email,
    fullName,
    group: reference.describe('UUID or site id of a group'),
    groupAdmin: z.boolean().default(false),
    siteAdmin: z.boolean().default(false),
    siteRead: z.boolean().default(false),
    password: newPassword().optional().describe('without one the user is invited by mail to choose one'),
  });

export const accountChange = () =>
  z
    .strictObject({
      fullName: fullName.optional(),
      group: reference.optional().describe('UUID or site id of a group'),
      groupAdmin: z.boolean().optional(),
      siteAdmin: z.boolean().optional(),
      siteRead: z.boolean().optional(),
      enabled: z.boolean().optional(),
    })
    .refine(
      (change) => Object.values(change).some((value) => value !== undefined),
      'Name at least one field to change.',
    );

export const ownPassword = () => z.strictObject({ currentPassword: passwordGiven(), newPassword: newPassword() });
export const passwordLinkRequest = () => z.strictObject({ email });
export const passwordByLink = () =>
  z.strictObject({
    link: z.string().min(1).max(512).describe('the secret of the link: what stands behind `#`'),
    newPassword: newPassword(),
  });

const expires = () =>
  z.string().max(40).describe('a date, which the token outlives, or an ISO 8601 time (UTC without an offset)');
const tokenDescription = () => z.string().trim().max(1000).describe('what the token is used for');

export const newToken = () =>
  z.strictObject({
    label: tokenLabel,
    description: tokenDescription().optional(),
    expires: expires().optional(),
  });
export const tokenChange = () =>
  z
    .strictObject({
      label: tokenLabel.optional(),
      description: tokenDescription().optional(),
      expires: expires().optional(),
    })
    .refine(
      (change) => Object.values(change).some((value) => value !== undefined),
      'Name at least one field to change.',
    );
export const token = () =>
  z.object({
    id: z.uuid(),
    label: z.string(),
    description: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expires: z.iso.datetime(),
    expired: z.boolean(),
  });
export const tokenList = () =>
  z.object({
    tokens: z.array(
      token().extend({ lastUsedAt: z.iso.datetime().nullable().describe('to the hour; null: not used yet') }),
    ),
  });
export const createdToken = () => token().extend({ token: z.string().describe('shown this once') });

const wanted = (what: string) => z.boolean().describe(what);
const mails = () =>
  z.strictObject({
    dryRun: wanted('how a trial of a manifest ended'),
    upload: wanted('the manifest is valid: how to send the files'),
    reminder: wanted('files are still missing'),
    failure: wanted('a submission failed or was cancelled'),
    receipt: wanted('a submission is complete: where its data is'),
  } satisfies Record<MailTopic, z.ZodBoolean>);
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
    webhook: webhook().nullable().describe('without its credentials, which are told to nobody again'),
  });
export const preferenceChange = () => z.strictObject({ mails: mails() });
export const createdWebhook = () =>
  webhook().extend({ secret: z.string().describe('signs every call; shown this once') });
