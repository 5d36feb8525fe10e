import * as z from 'zod/mini';
import { randomText } from '../account/token.ts';
import { unprocessable } from '../errors.ts';

/** The one answer to every invalid document, with status 422, as NeMO documents it. */
export const NOTIFICATION_INVALID = "The 'notification' document was invalid.";

/** RFC 9110: a header's name is a token, its value visible characters with blanks and tabs between. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const VALUE = /^[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/;
const VALUE_OR_EMPTY = /^$|^[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/;
const MAX_VALUE = 4096;
const MAX_HEADERS = 20;

/** Headers that say how a message is framed and where it goes: given by somebody else they would smuggle requests. */
const FRAMING = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerName = z.string().check(
  z.regex(NAME),
  z.refine((name) => !FRAMING.has(name.toLowerCase())),
);
const token = z.string().check(z.maxLength(MAX_VALUE), z.regex(VALUE));
const headers = z.optional(
  z
    .record(headerName, z.string().check(z.maxLength(MAX_VALUE), z.regex(VALUE_OR_EMPTY)))
    .check(z.refine((given) => Object.keys(given).length <= MAX_HEADERS)),
);

/** 443, and the ports that services without privileges have; nothing that speaks another protocol below 1024. */
const mayBePort = (port: string): boolean => port === '' || Number(port) === 443 || Number(port) >= 1024;

function isCallbackUrl(text: string): boolean {
  // before parsing: the parser would quietly drop line breaks and blanks
  if (!/^https:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && url.hash === '' && mayBePort(url.port);
}

const common = {
  url: z.string().check(z.maxLength(512), z.refine(isCallbackUrl)),
  method: z.enum(['GET', 'POST', 'PUT']),
  headers,
};
const inHeader = z.strictObject({ token, header_name: z.optional(headerName) });

/** What a submitter asks for: whom to call, how, and how to say who is calling. */
export const notificationSchema = z.discriminatedUnion('auth_type', [
  z.strictObject({ ...common, auth_type: z.literal('none'), auth_details: z.null() }),
  z.strictObject({
    ...common,
    auth_type: z.literal('basic'),
    // RFC 7617: the first colon ends the name
    auth_details: z.strictObject({
      username: z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[^:\p{Cc}]+$/u)),
      password: z.string().check(z.maxLength(MAX_VALUE), z.regex(/^\P{Cc}*$/u)),
    }),
  }),
  z.strictObject({ ...common, auth_type: z.literal('bearer_token'), auth_details: z.strictObject({ token }) }),
  z.strictObject({ ...common, auth_type: z.literal('secret_token'), auth_details: inHeader }),
  z.strictObject({ ...common, auth_type: z.literal('api_key'), auth_details: inHeader }),
]);

export type Notification = z.output<typeof notificationSchema>;

/** 43 characters [A-Za-z0-9] carry 256 bits. */
const SECRET_LENGTH = 43;

/**
 * Header of the answer to a submission with a webhook: tells the submitter the secret, this once. The body stays as
 * documented, so that clients which know nothing of signatures see no difference.
 */
export const WEBHOOK_SECRET_HEADER = 'x-waybill-webhook-secret';

/** A webhook as stored with its submission. */
export interface Webhook {
  notification: Notification;
  /** signs every call to this submission's webhook */
  secret: string;
}

/**
 * Reads the `notification` field of a submission and gives it a secret of its own.
 * @throws DomainError `unprocessable` with the documented message, for a document that is invalid in any way
 */
export function parseNotification(text: string): Webhook {
  const notification = notificationSchema.safeParse(jsonOf(text)).data;
  if (notification === undefined) throw unprocessable(NOTIFICATION_INVALID);
  return webhookOf(notification);
}

export const webhookOf = (notification: Notification): Webhook => ({
  notification,
  secret: randomText(SECRET_LENGTH),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
