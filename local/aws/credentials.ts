import { createHmac, timingSafeEqual } from 'node:crypto';

/** `accessKeyId/date/region/service/aws4_request` */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export function parseCredential(credential: string): CredentialScope | undefined {
  const parts = credential.split('/');
  const [accessKeyId, date, region, service, end] = parts;
  if (parts.length !== 5 || end !== 'aws4_request') return undefined;
  if (!accessKeyId || !region || !service || !date || !/^\d{8}$/.test(date)) return undefined;
  return { accessKeyId, date, region, service };
}

/** Reads `20261121T101112Z`; `undefined` where it is anything else. */
export function parseAmzDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Four HMACs per request would be a fifth of the cost of verifying one; a key changes once a day. */
const derived = new Map<string, Buffer>();
const MOST_DERIVED = 1000;

export function signingKey(secret: string, scope: CredentialScope): Buffer {
  const name = [secret, scope.date, scope.region, scope.service].join('\n');
  const known = derived.get(name);
  if (known) return known;
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<Buffer>(
    (parent, text) => hmac(parent, text),
    Buffer.from(`AWS4${secret}`),
  );
  if (derived.size >= MOST_DERIVED) derived.clear();
  derived.set(name, key);
  return key;
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Constant-time comparison of a computed digest with the hex that a request carries. */
export function matchesHex(digest: Buffer, hex: string): boolean {
  return /^[0-9a-f]{64}$/.test(hex) && timingSafeEqual(digest, Buffer.from(hex, 'hex'));
}
