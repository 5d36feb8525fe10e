import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookCall } from '../../domain/notification/webhook-call.ts';
import { type Address, AddressRefused, allowedAddresses, PUBLIC_INTERNET, type Reach } from './reach.ts';
import { signatureHeader } from './signature.ts';

/** Documented: five attempts, 1, 2, 4 and 8 seconds apart, ten seconds for each. */
export const SCHEDULE: Schedule = { pausesMs: [1000, 2000, 4000, 8000], timeoutMs: 10_000 };

export interface Schedule {
  /** between attempts: there is one attempt more than pauses */
  pausesMs: readonly number[];
  timeoutMs: number;
}

export interface Delivery {
  delivered: boolean;
  attempts: number;
  /** status of the last answer, if there was one */
  status?: number;
  /** why the last attempt failed, without anything that the receiver sent */
  problem?: string;
}

/** Calls a webhook until it answers 2xx, or the attempts are used up. Never throws: a delivery has an outcome. */
export async function deliver(
  call: WebhookCall,
  secret: string,
  reach: Reach = PUBLIC_INTERNET,
  schedule: Schedule = SCHEDULE,
): Promise<Delivery> {
  const last = schedule.pausesMs.length + 1;
  for (let attempts = 1; ; attempts++) {
    const outcome = await attempt(call, secret, reach, schedule.timeoutMs);
    if (outcome.delivered || outcome.final || attempts === last) {
      const { final: _final, ...delivery } = outcome;
      return { ...delivery, attempts };
    }
    await pause(schedule.pausesMs[attempts - 1]);
  }
}

type Outcome = Omit<Delivery, 'attempts'> & { final?: boolean };

async function attempt(call: WebhookCall, secret: string, reach: Reach, timeoutMs: number): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const status = await Promise.race([callOnce(call, secret, reach, signal), aborted(signal)]);
    const delivered = status >= 200 && status <= 299;
    return { delivered, status, ...(!delivered && { problem: `The receiver answered ${status}.` }) };
  } catch (error) {
    if (error instanceof AddressRefused) return { delivered: false, problem: error.message, final: true };
    return { delivered: false, problem: signal.aborted ? `No answer within ${timeoutMs} ms.` : reasonOf(error) };
  }
}

/** Name resolution cannot be cancelled, so the limit holds by not waiting for it any longer. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true });
  });

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return `The connection failed: ${code}.`;
};

async function callOnce(call: WebhookCall, secret: string, reach: Reach, signal: AbortSignal): Promise<number> {
  const addresses = await allowedAddresses(new URL(call.url).hostname, reach);
  signal.throwIfAborted();
  return send(call, signatureHeader(secret, call.signed, new Date()), addresses, reach, signal);
}

function send(
  call: WebhookCall,
  signature: string,
  addresses: Address[],
  reach: Reach,
  signal: AbortSignal,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = httpsRequest(call.url, {
    method: call.method,
    headers: {
      ...call.headers,
      'x-waybill-signature': signature,
      ...(call.body !== '' && { 'content-length': Buffer.byteLength(call.body) }),
    },
    // the very addresses that were checked: a name that resolves to another one a moment later changes nothing
    lookup: lookupIn(addresses),
    agent: false,
    signal,
    // of an answer only its status counts: its headers are bounded, its body is never read, redirects are not followed
    maxHeaderSize: 16 * 1024,
    ...(reach.ca !== undefined && { ca: reach.ca }),
  });
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  request.on('error', reject);
  request.end(call.body);
  return promise;
}

const lookupIn =
  (addresses: Address[]): LookupFunction =>
  (_hostname, options, callback) => {
    const first = addresses[0];
    if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
