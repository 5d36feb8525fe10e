import { type Mail, oneLine } from '../../domain/notification/mail.ts';
import { MailRefused } from './refused.ts';

/** Who mails come from. */
export interface Sender {
  name: string;
  address: string;
}

/** A mailbox that can stand in a header: no blanks, no line breaks, no list of several. */
const ADDRESS = /^[^\s,;<>()"\p{Cc}]+@[^\s,;<>()"\p{Cc}]+$/u;

/**
 * Builds the MIME message. Values of headers are made single lines before they get there, so that no name, subject or
 * file name can add a header, a recipient or a body.
 * @throws MailRefused where an address is not one mailbox
 */
export async function mimeOf(mail: Mail, sender: Sender): Promise<Buffer> {
  // with the first mail: a function that seldom sends one starts a fifth faster without the composer
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: mailbox(sender),
    to: [mailbox(mail.to)],
    subject: oneLine(mail.subject),
    text: mail.text,
    // RFC 3834: out-of-office replies stay away from mails that no person sent
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: (mail.attachments ?? []).map(({ name, contentType, bytes }) => ({
      filename: oneLine(name),
      contentType: oneLine(contentType),
      content: Buffer.from(bytes),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function mailbox({ name, address }: Sender): Sender {
  if (!ADDRESS.test(address)) throw new MailRefused('A mail address is not one mailbox; the mail was not sent.');
  return { name: oneLine(name), address };
}
