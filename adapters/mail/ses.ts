import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mail } from '../../domain/notification/mail.ts';
import { mimeOf, type Sender } from './mime.ts';
import { MailRefused } from './refused.ts';

export type SendMail = (mail: Mail) => Promise<void>;

/** What SES says of the message itself; everything else is about the service or its account, and may pass. */
const ABOUT_THE_MESSAGE = new Set(['MessageRejected', 'BadRequestException']);

/** Sends mail through Amazon SES; throws MailRefused where trying again is of no use. */
export function createMailer(sender: Sender, client = new SESv2Client({})): SendMail {
  return async (mail) => {
    const Data = await mimeOf(mail, sender);
    const Destination = { ToAddresses: [mail.to.address] };
    try {
      await client.send(
        new SendEmailCommand({ FromEmailAddress: sender.address, Destination, Content: { Raw: { Data } } }),
      );
    } catch (cause) {
      if (!(cause instanceof Error) || !ABOUT_THE_MESSAGE.has(cause.name)) throw cause;
      throw new MailRefused(`SES refused the mail: ${cause.message}`, { cause });
    }
  };
}
