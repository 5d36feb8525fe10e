import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { parseBody, type Service, type ServiceRequest } from '../aws/endpoint.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';
import { composeMessage, type SimpleContent } from './compose.ts';
import type { Mailbox } from './mailbox.ts';

/** SES's quotas: recipients of one message, and bytes of a raw one. */
const MAX_RECIPIENTS = 50;
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

interface SendEmail {
  readonly FromEmailAddress?: string;
  readonly Destination?: Readonly<
    Record<'BccAddresses' | 'CcAddresses' | 'ToAddresses', readonly string[] | undefined>
  >;
  readonly ReplyToAddresses?: readonly string[];
  readonly Content?: { readonly Raw?: { readonly Data: string }; readonly Simple?: SimpleContent };
}

export interface MailServiceOptions {
  readonly mailbox: Mailbox;
  /** addresses and domains that the stack verifies */
  readonly identities: readonly string[];
}

/** The `SendEmail` operation of SES's API, version 2; every other operation is refused as unknown. */
export function mailService({ mailbox, identities }: MailServiceOptions): Service {
  return async (request) => {
    if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails') {
      throw new ServiceError(400, 'UnknownOperationException', 'the local SES only has SendEmail');
    }
    const email = parseBody<SendEmail>(request.body);
    const message = await readMessage(email);
    const from = addressOf(email.FromEmailAddress ?? headerOf(message, 'from') ?? '');
    const recipients = recipientsOf(email, message);
    checkAllowed(request, email, { from, recipients, identities });
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new ServiceError(400, 'BadRequestException', `Message length is more than ${MAX_MESSAGE_BYTES} bytes long`);
    }
    return { body: JSON.stringify({ MessageId: mailbox.deliver(message, recipients) }) };
  };
}

async function readMessage(email: SendEmail): Promise<Buffer> {
  const { Raw, Simple } = email.Content ?? {};
  if (Raw !== undefined) return Buffer.from(Raw.Data, 'base64');
  if (Simple === undefined)
    throw new ServiceError(400, 'BadRequestException', 'the local SES knows Raw and Simple content only');
  const { ToAddresses = [], CcAddresses = [] } = email.Destination ?? {};
  return composeMessage(Simple, {
    from: email.FromEmailAddress ?? '',
    to: ToAddresses,
    cc: CcAddresses,
    replyTo: email.ReplyToAddresses ?? [],
  });
}

function recipientsOf({ Destination }: SendEmail, message: Buffer): readonly string[] {
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = Destination ?? {};
  const given = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(addressOf);
  const recipients =
    given.length > 0 ? given : (headerOf(message, 'to') ?? '').split(',').map(addressOf).filter(Boolean);
  if (recipients.length === 0) throw new ServiceError(400, 'BadRequestException', 'Missing final recipients');
  if (recipients.length > MAX_RECIPIENTS) {
    throw new ServiceError(400, 'BadRequestException', `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  return recipients;
}

interface Envelope {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly identities: readonly string[];
}

/** The identity is the address where that is verified, otherwise its domain. */
function checkAllowed({ caller }: ServiceRequest, email: SendEmail, { from, recipients, identities }: Envelope): void {
  const action = email.Content?.Raw === undefined ? 'ses:SendEmail' : 'ses:SendRawEmail';
  const context = { 'ses:FromAddress': from, 'ses:Recipients': recipients, 'ses:ApiVersion': '2' };
  const arnOf = (identity: string): string => `arn:aws:ses:${REGION}:${ACCOUNT_ID}:identity/${identity}`;
  const may = (identity: string): boolean => caller.allows(action, arnOf(identity), context);
  const candidates = [from, from.slice(from.lastIndexOf('@') + 1)];
  // A stack without identities of its own sends from one that was verified before: the one that the role names.
  const verified =
    identities.length === 0 ? candidates.find(may) : candidates.find((each) => identities.includes(each));
  if (!may(verified ?? from)) throw accessDenied(caller.name, action, arnOf(verified ?? from));
  if (verified === undefined) {
    const failed = `The following identities failed the check: ${from}`;
    throw new ServiceError(400, 'MessageRejected', `Email address is not verified. ${failed}`);
  }
}

/** `Name <a@b.c>` has the address `a@b.c`. */
function addressOf(text: string): string {
  const [, address = text] = /<([^<>]+)>\s*$/.exec(text) ?? [];
  return address.trim();
}

/** An unfolded header of a message; enough for addresses. */
function headerOf(message: Buffer, name: string): string | undefined {
  const [head = ''] = message.toString('latin1').split(/\r?\n\r?\n/, 1);
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(unfolded)?.[1]?.trim();
}
