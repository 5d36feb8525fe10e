import { randomBytes, type ScryptOptions, scrypt as scryptCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../../domain/account/password.ts';

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptCallback);

/** Cost of one hash: memory is 128 * N * r bytes, time grows with N * r * p. */
export interface Cost {
  N: number;
  r: number;
  p: number;
}

/**
 * OWASP's setting for 32 MiB, which is 0.2 s on one 2.5 GHz core and leaves room in a Lambda of 256 MiB for several at
 * once; its setting with fewer rounds takes 128 MiB.
 */
export const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** Passwords by scrypt. A hash names its cost, so that a dearer setting can come later without breaking old ones. */
export function createPasswords(cost: Cost = COST): Passwords {
  const salt = randomBytes(SALT_BYTES);
  const dummy = encode(cost, salt, randomBytes(HASH_BYTES));
  return {
    hash: async (password) => {
      const fresh = randomBytes(SALT_BYTES);
      return encode(cost, fresh, await derive(password, fresh, cost));
    },
    // where there is no hash the same work is done against one that nothing matches
    matches: async (password, stored) => {
      const { salt, hash, ...storedCost } = decode(stored ?? dummy);
      const equal = timingSafeEqual(await derive(password, salt, storedCost), hash);
      return equal && stored !== undefined;
    },
  };
}

// NFKC: the same password typed on another keyboard may come in another composition (NIST SP 800-63B, 5.1.1.2)
const derive = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r });

const encode = ({ N, r, p }: Cost, salt: Buffer, hash: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');

function decode(stored: string): Cost & { salt: Buffer; hash: Buffer } {
  const [, N, r, p, salt = '', hash = ''] = STORED.exec(stored) ?? [];
  const decoded = { N: Number(N), r: Number(r), p: Number(p), hash: Buffer.from(hash, 'base64url') };
  if (decoded.hash.length !== HASH_BYTES) throw new Error('A stored password hash is not one of scrypt.');
  return { ...decoded, salt: Buffer.from(salt, 'base64url') };
}
