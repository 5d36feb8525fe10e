import { type Account, nameParts } from '../account/account.ts';
import type { Issue } from '../errors.ts';
import { STEPS, type StepName, timestamp } from '../submission/submission.ts';
import { issueLine } from './issue-line.ts';
import type { Notification } from './webhook.ts';

/** What a webhook tells about one step. */
export interface StepReport {
  eventId: string;
  submissionId: string;
  step: StepName;
  success: boolean;
  message: string;
  /** the first issues of a manifest that is not valid */
  issues?: readonly Issue[] | undefined;
  /** how many issues there are in all */
  issueCount?: number | undefined;
}

/** A request ready to be signed and sent. */
export interface WebhookCall {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** empty for GET */
  body: string;
  /** the text that the signature covers, after its time: the body, or for GET the query that was added */
  signed: string;
}

type Submitter = Pick<Account, 'username' | 'email' | 'fullName'>;

/** The documented payload, keys in the documented order. */
export function webhookPayload(report: StepReport, submitter: Submitter, now: Date) {
  const { username, email, fullName } = submitter;
  return {
    event_id: report.eventId,
    data: {
      step: {
        name: report.step,
        status: report.success ? 'success' : 'error',
        step_number: STEPS.indexOf(report.step) + 1,
        total_steps: STEPS.length,
        details: detailsOf(report),
      },
      submission_id: report.submissionId,
      submission_status: statusOf(report),
      submitter: { username, email, ...nameParts(fullName) },
    },
    timestamp: timestamp(now),
  };
}

function statusOf({ success, step }: StepReport): 'in_progress' | 'errored' | 'complete' {
  if (!success) return 'errored';
  return step === STEPS.at(-1) ? 'complete' : 'in_progress';
}

/** What is wrong with the manifest, each issue with its place; otherwise the step's message. */
function detailsOf({ message, issues = [], issueCount = issues.length }: StepReport): string[] {
  if (issues.length === 0) return [message];
  const more = issueCount - issues.length;
  return [...issues.map(issueLine), ...(more > 0 ? [`And ${more} more.`] : [])];
}

/** How the submitter's notification document turns a payload into a request. */
export function webhookCall(notification: Notification, payload: ReturnType<typeof webhookPayload>): WebhookCall {
  const { method, url } = notification;
  const headers = headersOf(notification);
  if (method !== 'GET') {
    const body = JSON.stringify(payload);
    return { method, url, headers: { ...headers, 'content-type': 'application/json' }, body, signed: body };
  }
  // The document says that a GET carries the same data URL-encoded, not how a nested object is: it is sent as JSON.
  const { event_id, data, timestamp: time } = payload;
  const query = new URLSearchParams({ event_id, data: JSON.stringify(data), timestamp: time }).toString();
  return { method, url: url + (url.includes('?') ? '&' : '?') + query, headers, body: '', signed: query };
}

/** Lower-case names, so that two spellings of one header cannot both be sent; authentication wins over extra headers. */
function headersOf(notification: Notification): Record<string, string> {
  const given = Object.entries(notification.headers ?? {});
  return {
    'user-agent': 'waybill',
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value])),
    ...authentication(notification),
  };
}

function authentication(notification: Notification): Record<string, string> {
  const { auth_type, auth_details } = notification;
  switch (auth_type) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: `Basic ${base64(`${auth_details.username}:${auth_details.password}`)}` };
    case 'bearer_token':
      return { authorization: `Bearer ${auth_details.token}` };
    case 'secret_token':
      return { [(auth_details.header_name ?? 'X-Secret-Token').toLowerCase()]: auth_details.token };
    case 'api_key':
      return { [(auth_details.header_name ?? 'X-Api-Key').toLowerCase()]: auth_details.token };
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
