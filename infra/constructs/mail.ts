import { Stack } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Options } from '../options.ts';

/**
 * The ARN of the SES identity that mail is sent from. Without `mailIdentity` the stack makes one for the sender's
 * address, and SES mails that address a link: nothing is sent until somebody follows it.
 */
export function createSender(scope: Construct, { mailSender, mailIdentity }: Options): string {
  if (mailIdentity !== undefined) {
    return Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: mailIdentity });
  }
  return new EmailIdentity(scope, 'Sender', { identity: Identity.email(mailSender) }).emailIdentityArn;
}
