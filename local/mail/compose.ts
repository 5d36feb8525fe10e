import MailComposer from 'nodemailer/lib/mail-composer/index.js';

interface Part {
  readonly Data: string;
}

/** `Content.Simple` of a SendEmail request. */
export interface SimpleContent {
  readonly Subject?: Part;
  readonly Body?: { readonly Text?: Part; readonly Html?: Part };
}

export interface Addresses {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
}

/** The MIME message that SES would make of a subject, a text and an HTML body. */
export function composeMessage(
  { Subject, Body }: SimpleContent,
  { from, to, cc, replyTo }: Addresses,
): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: [...to],
    cc: [...cc],
    replyTo: [...replyTo],
    subject: Subject?.Data ?? '',
    ...(Body?.Text && { text: Body.Text.Data }),
    ...(Body?.Html && { html: Body.Html.Data }),
  });
  return composer.compile().build();
}
