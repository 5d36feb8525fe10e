/** Sending this mail again would fail again: SES will not have it, or its address is none. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}
