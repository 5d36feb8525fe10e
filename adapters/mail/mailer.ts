import type { Sender } from './mime.ts';
import type { SendMail } from './ses.ts';

/**
 * Sends mail through Amazon SES like `createMailer`, whose code is loaded with the first mail: a function that seldom
 * sends one starts a fifth faster without SES's client and the composer.
 */
export function createSeldomMailer(sender: Sender): SendMail {
  let mailer: Promise<SendMail> | undefined;
  return async (mail) => {
    mailer ??= import('./ses.ts').then(({ createMailer }) => createMailer(sender));
    return (await mailer)(mail);
  };
}
