import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Options } from '../options.ts';

/**
 * Makes an SES identity for the sender's address, unless the owner has one that covers it. SES mails the address a
 * link; nothing is sent until somebody follows it.
 */
export function createSender(scope: Construct, { mailSender, mailSenderVerified }: Options): void {
  if (!mailSenderVerified) new EmailIdentity(scope, 'Sender', { identity: Identity.email(mailSender) });
}
