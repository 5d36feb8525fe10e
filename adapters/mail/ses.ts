import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Mail } from '../../domain/notification/mail.ts';
import { mimeOf, type Sender } from './mime.ts';

export type SendMail = (mail: Mail) => Promise<void>;

/** Sends mail through Amazon SES; throws where SES refuses it. */
export function createMailer(sender: Sender, client = new SESv2Client({})): SendMail {
  return async (mail) => {
    const Data = await mimeOf(mail, sender);
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: sender.address,
        Destination: { ToAddresses: [mail.to.address] },
        Content: { Raw: { Data } },
      }),
    );
  };
}
