/**
 * Task tokens. A token names its attempt and is sealed with a secret of this service: whether a token was ever given out
 * can be told without keeping every one of them.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../aws/files.ts';

interface TokenParts {
  readonly machine: string;
  readonly execution: string;
  readonly frame: string;
  readonly nonce: string;
}

export interface Tokens {
  issue(parts: TokenParts): string;
  /** Undefined for a text that this service did not issue. */
  read(token: string): TokenParts | undefined;
}

export function openTokens(directory: string): Tokens {
  const path = join(directory, 'token-secret');
  if (!existsSync(path)) writeWhole(path, randomBytes(32).toString('hex'));
  const secret = readFileSync(path, 'utf8');
  const seal = (body: string) => createHmac('sha256', secret).update(body).digest();
  return {
    issue({ machine, execution, frame, nonce }) {
      const body = Buffer.from(JSON.stringify([machine, execution, frame, nonce])).toString('base64url');
      return `${body}.${seal(body).toString('base64url')}`;
    },
    read(token) {
      const [body = '', given = '', ...more] = token.split('.');
      const found = Buffer.from(given, 'base64url');
      const wanted = seal(body);
      if (more.length > 0 || found.length !== wanted.length || !timingSafeEqual(found, wanted)) return undefined;
      const [machine, execution, frame, nonce] = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[];
      return { machine, execution, frame, nonce } as TokenParts;
    },
  };
}
