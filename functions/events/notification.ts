import {
  claimDelivery,
  type DeliveryState,
  getWebhook,
  recordDelivery,
  releaseDelivery,
  type Told,
} from '../../adapters/dynamodb/delivery-store.ts';
import { countJobTime } from '../../adapters/dynamodb/jobs/times-store.ts';
import { getOwnWebhook } from '../../adapters/dynamodb/preference-store.ts';
import { getSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { MailRefused } from '../../adapters/mail/refused.ts';
import type { SendMail } from '../../adapters/mail/ses.ts';
import { deliver, type Schedule } from '../../adapters/webhook/deliver.ts';
import type { Reach } from '../../adapters/webhook/reach.ts';
import type { Account } from '../../domain/account/account.ts';
import { topicOf } from '../../domain/account/preferences.ts';
import type { DomainEvent } from '../../domain/notification/events.ts';
import { webhookCall, webhookPayload } from '../../domain/notification/webhook-call.ts';
import type { Submission } from '../../domain/submission/submission.ts';
import { log } from '../log.ts';
import { type MailPorts, mailFor, stepMessage } from './submission-mail.ts';

export interface NotificationPorts extends MailPorts {
  send: SendMail;
  /** where webhooks may go: PUBLIC_INTERNET, except in tests */
  reach: Reach;
  schedule: Schedule;
}

interface Context {
  event: DomainEvent;
  submission: Submission | undefined;
  account: Account | undefined;
  now: Date;
}

/** The documented schedule of a webhook takes 65 s at most, a mail a few; a claim of the dead must end in time. */
const CLAIM_SECONDS = 100;

/**
 * Tells a submitter of an event by mail and webhook, each at most once per event as far as that can be known: what
 * was done is written down after it was done, so that a crash in between repeats it rather than losing it.
 */
export async function notify(ports: NotificationPorts, event: DomainEvent, now: Date): Promise<void> {
  const { submissionId, eventId } = event.detail;
  const done = await claimDelivery(ports.table, submissionId, eventId, toldOf(event), now, CLAIM_SECONDS);
  const untold: DeliveryState = {};
  try {
    if (done.mail !== undefined && done.webhook !== undefined) return;
    const context = await load(ports, event, now);
    // what somebody has been told is written down at once; that there was nobody to tell, with the end of the claim
    const record = async (state: DeliveryState, told: boolean): Promise<unknown> =>
      told ? recordDelivery(ports.table, submissionId, eventId, state) : Object.assign(untold, state);
    const results = await Promise.allSettled([
      done.mail === undefined && sendMail(ports, context).then((mail) => record({ mail }, !NOBODY.has(mail))),
      done.webhook === undefined &&
        callWebhook(ports, context).then((state) => record(state, state.webhookAttempts !== undefined)),
      isCompletedJob(context.submission) && countJobTime(ports.table, context.submission),
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    await releaseDelivery(ports.table, submissionId, eventId, untold);
  }
}

function toldOf({ type, detail }: DomainEvent): Told {
  if (type !== 'StepEnded') return { type };
  const { attempt, step, success } = detail;
  return { type, attempt, step, success };
}

/** How long it took is told to those who ask how long jobs take. */
const isCompletedJob = (submission: Submission | undefined): submission is Submission =>
  submission?.door === 'jobs' && submission.state === 'succeeded';

async function load({ table }: NotificationPorts, event: DomainEvent, now: Date): Promise<Context> {
  const dryRun = event.type === 'DryRunEnded';
  const submission = dryRun ? undefined : await getSubmission(table, event.detail.submissionId);
  const userId = dryRun ? event.detail.userId : submission?.submitterId;
  const account = userId === undefined ? undefined : await createUserStore(table).get(userId);
  return { event, submission, account, now };
}

/** What is said of a mail that was never sent to anybody. */
const NOBODY: ReadonlySet<string> = new Set(['none', 'unwanted']);

/** @returns what becomes of the mail, for the record: `sent`, `none`, `unwanted`, or why it was refused */
async function sendMail(ports: NotificationPorts, { event, submission, account }: Context): Promise<string> {
  if (account?.enabled !== true) return 'none';
  // a mail about a job was asked for with the job, at whatever address
  const chosen = submission?.door !== 'jobs';
  if (chosen && account.unwantedMails?.includes(topicOf(event))) return 'unwanted';
  const mail = await mailFor(ports, event, account, submission);
  if (mail === undefined) return 'none';
  try {
    await ports.send(mail);
    return 'sent';
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    log.warn('mail refused', { submission: event.detail.submissionId, reason: error.message });
    return error.message;
  }
}

/** A webhook that cannot be reached holds nothing up: after its attempts it is recorded as undelivered. */
async function callWebhook(ports: NotificationPorts, context: Context): Promise<DeliveryState> {
  const { event, submission, account, now } = context;
  if (event.type !== 'StepEnded' || submission === undefined || account?.enabled !== true) return { webhook: 'none' };
  const { table } = ports;
  const webhook = (await getWebhook(table, submission.id)) ?? (await getOwnWebhook(table, account.userId));
  if (webhook === undefined) return { webhook: 'none' };
  const report = { ...event.detail, message: stepMessage(submission, event.detail) };
  const call = webhookCall(webhook.notification, webhookPayload(report, account, now));
  const { delivered, attempts, problem } = await deliver(call, webhook.secret, ports.reach, ports.schedule);
  if (!delivered) log.warn('webhook not delivered', { submission: submission.id, attempts, problem });
  return { webhook: delivered ? 'delivered' : (problem ?? 'not delivered'), webhookAttempts: attempts };
}
