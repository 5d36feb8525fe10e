import type { Principal } from '../../domain/account/principal.ts';
import type { Key } from './keys.ts';

/** A user as stored, at keys.user(userId). Times are ISO 8601, UTC. */
export interface UserRow extends Key, Principal {
  enabled: boolean;
  /** `scrypt$N$r$p$salt$hash` (base64url); absent until the user has set a first password */
  passwordHash?: string;
  /** counts the passwords that the user has had: sessions carry the number they were made under */
  passwordVersion: number;
  /** length of the user's own submission list, counted in the transaction that creates a submission */
  ownCount: number;
  /** counts the API tokens made, so that two requests at once cannot pass the limit together */
  tokenVersion: number;
  createdAt: string;
  version: number;
}

/** An API token or a session, at keys.token(userId, sha256(token)). */
export interface TokenRow extends Key {
  kind: 'token' | 'session';
  tokenId: string;
  userId: string;
  label: string;
  createdAt: string;
  expiresAt: string;
  /** sessions only */
  passwordVersion?: number;
  /** epoch seconds at which DynamoDB may delete the row */
  ttl: number;
}
