import {
  claimDelivery,
  type DeliveryState,
  getWebhook,
  recordDelivery,
  recordUntold,
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
import type { Mail } from '../../domain/notification/mail.ts';
import type { Webhook } from '../../domain/notification/webhook.ts';
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
  const context = await load(ports, event, now);
  const mail = mailOf(ports, context);
  const webhook = webhookOf(ports, context);
  const untoldMail = await whereNobody(mail, webhook);
  if (untoldMail !== undefined) {
    if (isCompletedJob(context.submission)) await countJobTime(ports.table, context.submission);
    const state = { mail: untoldMail, webhook: 'none' };
    return recordUntold(ports.table, submissionId, eventId, toldOf(event), now, state);
  }
  const done = await claimDelivery(ports.table, submissionId, eventId, toldOf(event), now, CLAIM_SECONDS);
  const untold: DeliveryState = {};
  try {
    if (done.mail !== undefined && done.webhook !== undefined) return;
    // what somebody has been told is written down at once; that there was nobody to tell, with the end of the claim
    const record = async (state: DeliveryState, told: boolean): Promise<unknown> =>
      told ? recordDelivery(ports.table, submissionId, eventId, state) : Object.assign(untold, state);
    const results = await Promise.allSettled([
      done.mail === undefined && sendMail(ports, event, mail).then((sent) => record({ mail: sent }, !NOBODY.has(sent))),
      done.webhook === undefined &&
        callWebhook(ports, context, webhook).then((state) => record(state, state.webhookAttempts !== undefined)),
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

/**
 * Most events of most submissions are for nobody: a claim would be a write for nothing. What cannot be found out is left
 * to the claim, as if there were somebody.
 * @returns what is said of the mail, where there is neither mail nor webhook
 */
async function whereNobody(mail: Promise<Mail | string>, webhook: Promise<Webhook | undefined>) {
  const [made, asked] = await Promise.allSettled([mail, webhook]);
  if (made.status === 'rejected' || asked.status === 'rejected' || asked.value !== undefined) return undefined;
  return typeof made.value === 'string' ? made.value : undefined;
}

/** @returns the mail that is to be sent, or what is said of one that is not: `none`, `unwanted` */
async function mailOf(ports: NotificationPorts, { event, submission, account }: Context): Promise<Mail | string> {
  if (account?.enabled !== true) return 'none';
  // a mail about a job was asked for with the job, at whatever address
  const chosen = submission?.door !== 'jobs';
  if (chosen && account.unwantedMails?.includes(topicOf(event))) return 'unwanted';
  return (await mailFor(ports, event, account, submission)) ?? 'none';
}

/** @returns what becomes of the mail, for the record: `sent`, what `mailOf` says, or why it was refused */
async function sendMail(ports: NotificationPorts, event: DomainEvent, made: Promise<Mail | string>): Promise<string> {
  const mail = await made;
  if (typeof mail === 'string') return mail;
  try {
    await ports.send(mail);
    return 'sent';
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    log.warn('mail refused', { submission: event.detail.submissionId, reason: error.message });
    return error.message;
  }
}

async function webhookOf({ table }: NotificationPorts, context: Context): Promise<Webhook | undefined> {
  const { event, submission, account } = context;
  if (event.type !== 'StepEnded' || submission === undefined || account?.enabled !== true) return undefined;
  return (await getWebhook(table, submission.id)) ?? (await getOwnWebhook(table, account.userId));
}

/** A webhook that cannot be reached holds nothing up: after its attempts it is recorded as undelivered. */
async function callWebhook(
  ports: NotificationPorts,
  { event, submission, account, now }: Context,
  asked: Promise<Webhook | undefined>,
): Promise<DeliveryState> {
  const webhook = await asked;
  if (event.type !== 'StepEnded' || !webhook || !submission || !account) return { webhook: 'none' };
  const report = { ...event.detail, message: stepMessage(submission, event.detail) };
  const call = webhookCall(webhook.notification, webhookPayload(report, account, now));
  const { delivered, attempts, problem } = await deliver(call, webhook.secret, ports.reach, ports.schedule);
  if (!delivered) log.warn('webhook not delivered', { submission: submission.id, attempts, problem });
  return { webhook: delivered ? 'delivered' : (problem ?? 'not delivered'), webhookAttempts: attempts };
}
