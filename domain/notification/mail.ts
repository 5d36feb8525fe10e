/** A mail, before it becomes MIME. */
export interface Mail {
  to: { name: string; address: string };
  subject: string;
  /** plain text: everybody can read it, nothing is loaded from anywhere */
  text: string;
  attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  name: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface Site {
  /** the site's name as people know it */
  name: string;
  /** public origin without a trailing slash */
  url: string;
}

/** Line breaks and controls in a value that goes into a line of text would let it forge the lines after it. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
