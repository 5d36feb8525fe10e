import { createHash } from 'node:crypto';
import type { BatchOperation } from './dynalite.ts';
import { rangeOf, type Storage } from './storage.ts';

/** AWS remembers a ClientRequestToken for ten minutes after the transaction. */
const LIFETIME_MS = 10 * 60 * 1000;
const PREFIX = 'token~';
/** Milliseconds since 1970 in 13 digits, so that tokens lie in the order in which they expire. */
const address = (expires: number, token: string) => `${PREFIX}${String(expires).padStart(13, '0')}~${token}`;

/** The tokens of transactions that were applied, with a digest of what they asked for. */
export interface Tokens {
  /** The digest of the transaction that was applied with this token within the last ten minutes. */
  find(token: string, now: Date): string | undefined;
  /** The batch operations that remember a token; they belong into the transaction's own batch. */
  remembering(token: string, digest: string, now: Date): { operations: BatchOperation[]; confirm: () => void };
}

interface Remembered {
  readonly digest: string;
  readonly expires: number;
}

export async function loadTokens(storage: Storage, now: Date): Promise<Tokens> {
  const known = new Map<string, Remembered>();
  for await (const [key, digest] of storage.entries(rangeOf(PREFIX))) {
    const [, expires = '', ...token] = key.split('~');
    known.set(token.join('~'), { digest: digest as string, expires: Number(expires) });
  }
  await storage.write(forgetExpired(known, now));
  return {
    find(token, at) {
      const found = known.get(token);
      return found && found.expires > at.getTime() ? found.digest : undefined;
    },
    remembering(token, digest, at) {
      const expires = at.getTime() + LIFETIME_MS;
      const operations = forgetExpired(known, at);
      operations.push({ type: 'put', key: address(expires, token), value: digest });
      return { operations, confirm: () => known.set(token, { digest, expires }) };
    },
  };
}

/** A Map keeps the order of insertion, which is the order of expiry, so only the head is looked at. */
function forgetExpired(known: Map<string, Remembered>, now: Date): BatchOperation[] {
  const operations: BatchOperation[] = [];
  for (const [token, { expires }] of known) {
    if (expires > now.getTime()) break;
    known.delete(token);
    operations.push({ type: 'del', key: address(expires, token) });
  }
  return operations;
}

/** A digest that does not depend on the order of an object's members. */
export function digestOf(value: unknown): string {
  const sorted = JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return createHash('sha256').update(sorted).digest('base64url');
}
