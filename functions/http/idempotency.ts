import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Table } from '../../adapters/dynamodb/client.ts';
import {
  claimRequest,
  forgetRequest,
  type KeptReply,
  keepReply,
  madeOf,
  type RepeatableRequest,
} from '../../adapters/dynamodb/request-store.ts';
import { sha256Hex } from '../../adapters/dynamodb/sha256.ts';
import type { TransactItem } from '../../adapters/dynamodb/transaction.ts';
import { conflict, invalid, unprocessable } from '../../domain/errors.ts';
import { toResult } from './result.ts';
import type { Call, Reply, Route } from './route.ts';

/** A POST that its sender may send again without its being carried out again, and how far it has come. */
export interface OnceOnly {
  /** what was made of it by somebody who died before answering */
  made?: string;
  /** goes into the transaction that makes something of the request, and says what */
  madeItem(made: string): TransactItem;
}

const HEADER = 'idempotency-key';
/** Printable ASCII, as the HTTP field's draft has it, with or without its quotes. */
const KEY = /^[\x21-\x7e]{1,255}$/;
const KEPT_SECONDS = 24 * 60 * 60;
/** A function ends after 29 s: whoever holds a claim for longer is dead. */
const CLAIM_SECONDS = 35;
/** API Gateway gives up after 30 s. */
const WAIT_MS = 20_000;
const LOOK_AGAIN_MS = 250;
/** An item has 400 kB at most. */
const LARGEST_KEPT_BYTES = 300_000;

type Run = (once: OnceOnly | undefined) => Promise<Reply>;

/**
 * Carries a POST out once, however often it is sent with the same `Idempotency-Key`: those who send it again get the
 * same answer, and those who send it at the same time wait for it. A request that was refused may be mended and sent
 * with the same key again.
 * @throws DomainError `unprocessable` where the key was used for another request; `conflict` where the first one is
 *   still under way after 20 s
 */
export async function onceOnly(table: Table, route: Route, call: Call, path: string, run: Run): Promise<Reply> {
  const key = call.headers[HEADER];
  if (key === undefined || route.method !== 'POST' || route.repeats === 'harmless') return run(undefined);
  const request = requestOf(call, checkedKey(key), `${route.method} ${path}`);
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const times = { now: new Date(), seconds: CLAIM_SECONDS, keptSeconds: KEPT_SECONDS };
    const standing = await claimRequest(table, request, times);
    if (standing.kind === 'claimed') return carryOut(table, route, request, standing.made, run);
    if (standing.kind === 'answered') return repeated(standing.reply);
    if (standing.kind === 'different') {
      throw unprocessable(`This Idempotency-Key was used for another request. Take a new key for a new request.`);
    }
    if (Date.now() >= end) {
      throw conflict('The request with this Idempotency-Key is still under way. Ask again.', { retryAfter: 5 });
    }
    await pause(LOOK_AGAIN_MS * (0.5 + Math.random()));
  }
}

function checkedKey(key: string): string {
  if (KEY.test(key)) return key;
  throw invalid('Idempotency-Key is 1 to 255 printable ASCII characters without spaces, a random UUID for example.');
}

function requestOf(call: Call, key: string, line: string): RepeatableRequest {
  const query = new URLSearchParams(call.rawQuery as Record<string, string>);
  query.sort();
  const hash = createHash('sha256').update(`${line}?${query.toString()}\n`).update(withoutBoundary(call));
  return {
    subject: call.principal?.userId ?? `address ${call.sourceIp}`,
    keyHash: sha256Hex(key),
    fingerprint: hash.digest('hex'),
    owner: randomUUID(),
  };
}

/** A form that is sent again has another boundary, drawn anew by the client, and is the same form. */
function withoutBoundary({ rawBody, headers }: Call): string | Buffer {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '') ?? [];
  const boundary = quoted ?? plain;
  return boundary === undefined ? rawBody : rawBody.toString('latin1').replaceAll(boundary, '');
}

async function carryOut(
  table: Table,
  route: Route,
  request: RepeatableRequest,
  made: string | undefined,
  run: Run,
): Promise<Reply> {
  const once = { ...(made !== undefined && { made }), madeItem: (what: string) => madeOf(table, request, what) };
  let reply: Reply;
  try {
    reply = await run(once);
  } catch (error) {
    // where this fails too, the claim ends by itself
    await forgetRequest(table, request).catch(() => undefined);
    throw error;
  }
  await keepReply(table, request, kept(route, reply));
  return reply;
}

/** The answer as it is kept: without secrets, which are stored nowhere but as hashes. */
function kept(route: Route, reply: Reply): KeptReply {
  const { statusCode = 200, body, headers = {}, isBase64Encoded } = toResult(reply);
  const tooLarge = isBase64Encoded === true || Buffer.byteLength(body ?? '') > LARGEST_KEPT_BYTES;
  if (route.repeats === 'secret' || tooLarge) return { status: statusCode, withheld: true };
  const shown = Object.entries(headers).filter(([name]) => !/secret|token|cookie/i.test(name));
  const plain = Object.fromEntries(shown.map(([name, value]) => [name, String(value)]));
  return { status: statusCode, headers: plain, ...(body !== undefined && { body }) };
}

function repeated({ status, body, headers = {}, withheld }: KeptReply): Reply {
  if (withheld) {
    throw conflict('This request was carried out before. Its answer was told once and is not kept.');
  }
  return { status, headers: { ...headers, 'idempotency-replayed': 'true' }, ...(body !== undefined && { text: body }) };
}
