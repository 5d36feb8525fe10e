import type { Table } from '../../adapters/dynamodb/client.ts';
import { pendingFiles } from '../../adapters/dynamodb/file-arrival.ts';
import type { DomainEvent, ReminderDue, StepEnded } from '../../domain/notification/events.ts';
import type { Mail, Site } from '../../domain/notification/mail.ts';
import { type Addressee, NAMED_FILES } from '../../domain/notification/mail-text.ts';
import { dryRunMail, invalidManifestMail } from '../../domain/notification/manifest-mails.ts';
import { failureMail, receiptMail, reminderMail, uploadMail } from '../../domain/notification/submission-mails.ts';
import { STEPS, type Submission, timestamp } from '../../domain/submission/submission.ts';
import { jobMailFor } from './job-mail.ts';

export interface MailPorts {
  table: Table;
  site: Site;
  /** the finished manifest of a submission, where it is small enough for a mail */
  finishedManifest(submissionId: string): Promise<Uint8Array | undefined>;
  /** how long a submission waits for its files */
  uploadDeadlineSeconds: number;
}

/** The message of a step as recorded; a redrive may have taken it away meanwhile. */
export function stepMessage(submission: Submission, { step, success, message }: StepEnded): string {
  const outcome = submission.steps[step];
  if (outcome?.success === success) return outcome.msg;
  return message ?? submission.errorMessage ?? (success ? `${step} has ended.` : `${step} has failed.`);
}

/** The mail that an event calls for; undefined where it calls for none. */
export async function mailFor(
  ports: MailPorts,
  event: DomainEvent,
  to: Addressee,
  submission: Submission | undefined,
): Promise<Mail | undefined> {
  if (event.type === 'DryRunEnded') return dryRunMail(ports.site, to, event.detail);
  if (submission === undefined) return undefined;
  if (submission.door === 'jobs') return jobMailFor(ports, event, submission);
  if (event.type === 'ReminderDue') return reminderFor(ports, event.detail, to, submission);
  return event.detail.success
    ? successFor(ports, event.detail, to, submission)
    : failureFor(ports, event.detail, to, submission);
}

async function reminderFor({ table, site }: MailPorts, event: ReminderDue, to: Addressee, submission: Submission) {
  if (submission.state !== 'running') return undefined;
  const missing = await pendingFiles(table, submission.id, NAMED_FILES + 1);
  return missing.length === 0 ? undefined : reminderMail(site, to, submission, missing, event.deadline);
}

async function successFor(ports: MailPorts, { step }: StepEnded, to: Addressee, submission: Submission) {
  const { table, site } = ports;
  if (step === STEPS.at(-1)) return receiptMail(site, to, submission, await ports.finishedManifest(submission.id));
  if (step !== 'manifest_validated') return undefined;
  const missing = await pendingFiles(table, submission.id, NAMED_FILES);
  if (missing.length === 0) return undefined;
  return uploadMail(site, to, submission, missing, uploadDeadline(ports, submission));
}

/** Waiting begins when the manifest has been found valid. */
function uploadDeadline(ports: MailPorts, { steps, updatedAt }: Submission): string {
  const since = Date.parse(steps.manifest_validated?.date ?? updatedAt);
  return timestamp(new Date(since + ports.uploadDeadlineSeconds * 1000));
}

function failureFor({ site }: MailPorts, event: StepEnded, to: Addressee, submission: Submission): Mail {
  const { step, issues = [], issueCount = issues.length } = event;
  const message = stepMessage(submission, event);
  if (step === 'manifest_validated' && submission.door === 'nemo' && submission.state !== 'cancelled') {
    return invalidManifestMail(site, to, submission, { message, issues, issueCount });
  }
  return failureMail(site, to, submission, { step, message });
}
