import type { Account, ApiToken, Group } from '../../domain/account/account.ts';
import type { PasswordLink } from '../../domain/account/stores.ts';
import type { Key } from './keys.ts';

/** A user, at keys.user(userId). */
export interface UserRow extends Key, Account {}

/** A group, at keys.group(groupId). */
export interface GroupRow extends Key, Group {}

/** An API token or a session, at keys.token(userId, sha256(token)). */
export interface TokenRow extends Key, ApiToken {
  kind: 'token' | 'session';
  /** sessions only: the password they were made under */
  passwordVersion?: number;
  /** epoch seconds after which DynamoDB may delete the row */
  ttl: number;
}

/** What a unique name (username, e-mail, UUID, site id, group name) or a list row points at. */
export interface PointerRow extends Key {
  userId?: string;
  groupId?: string;
}

export interface PasswordLinkRow extends Key, PasswordLink {
  ttl: number;
}

/** Drops the key of a row: what remains is the record. */
export function recordOf<R extends Key>(row: R): Omit<R, 'PK' | 'SK'> {
  const { PK: _pk, SK: _sk, ...record } = row;
  return record;
}
