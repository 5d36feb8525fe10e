import type { DomainEvent } from '../notification/events.ts';
import { STEPS } from '../submission/submission.ts';

/**
 * What mails about one's submissions are about. Mails about passwords and accounts are none of them: nobody can turn
 * these off. Mails about jobs go to the address that a request names, and are asked for so.
 */
export const MAIL_TOPICS = ['dryRun', 'upload', 'reminder', 'failure', 'receipt'] as const;
export type MailTopic = (typeof MAIL_TOPICS)[number];

/** What the mail is about that an event calls for. */
export function topicOf(event: DomainEvent): MailTopic {
  if (event.type === 'DryRunEnded') return 'dryRun';
  if (event.type === 'ReminderDue') return 'reminder';
  if (!event.detail.success) return 'failure';
  return event.detail.step === STEPS.at(-1) ? 'receipt' : 'upload';
}
