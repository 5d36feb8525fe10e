import { setTimeout as pause } from 'node:timers/promises';
import type { Client as Caller } from '../../local/demo/client.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  text: string;
  /** the parsed body; throws where it is no JSON */
  json: T;
}

export type { Caller };

export interface Sent {
  method?: string;
  /** sent as JSON */
  body?: unknown;
  /** sent as it is */
  raw?: FormData | URLSearchParams | string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** One request as this caller; redirects are answers, not followed. */
export async function call<T = Record<string, unknown>>(
  caller: Caller,
  path: string,
  sent: Sent = {},
): Promise<Answer<T>> {
  const response = await fetch(caller.url + path, {
    method: sent.method ?? (sent.body === undefined && sent.raw === undefined ? 'GET' : 'POST'),
    headers: { ...(caller.token !== '' && { authorization: `Bearer ${caller.token}` }), ...sent.headers },
    redirect: 'manual',
    ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
    ...(sent.raw !== undefined && { body: sent.raw }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as T;
    },
  };
}

/** The same, for calls that must succeed. */
export async function expectOk<T = Record<string, unknown>>(caller: Caller, path: string, sent: Sent = {}): Promise<T> {
  const answer = await call<T>(caller, path, sent);
  if (answer.status >= 300) throw new Error(`${sent.method ?? ''} ${path} answered ${answer.status}: ${answer.text}`);
  return answer.text === '' ? (undefined as T) : answer.json;
}

export const anonymous = (caller: Caller): Caller => ({ url: caller.url, token: '' });

/** Asks until the answer is as wanted. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  wanted: (value: T) => boolean,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} s; last: ${JSON.stringify(value)}`);
    await pause(100);
  }
}
