import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Principal } from '../../domain/account/principal.ts';
import { userIdOf } from '../../domain/account/token.ts';
import { type DomainError, unauthenticated, unavailable } from '../../domain/errors.ts';
import type { TokenRow, UserRow } from './account-rows.ts';
import type { Table } from './client.ts';
import { type Key, keys } from './keys.ts';

/** Who calls, and how long the caller's own submission list is (it stands in the same row). */
export interface Authenticated {
  principal: Principal;
  ownCount: number;
}

/** Turns an Authorization header into its user; throws a DomainError `unauthenticated` that says what to do. */
export type Authenticator = (authorizationHeader: string | undefined, now: Date) => Promise<Authenticated>;

const SCHEME = /^Bearer +(\S+)$/i;
/** One message for unknown and revoked tokens: telling them apart would tell a thief that the token was real. */
const UNKNOWN = 'The token is not valid (unknown or revoked). Sign in with POST /v1/login or make a new API token.';

/** One consistent read per request: the user's profile and the token's row, both by key. */
export function createAuthenticator(table: Table): Authenticator {
  return async (header, now) => {
    const token = bearerOf(header);
    const userId = userIdOf(token);
    if (userId === undefined) throw malformed();
    const tokenKey = keys.token(userId, sha256Hex(token));
    const rows = await readBoth(table, [keys.user(userId), tokenKey]);
    const user = rows.find((row) => row['SK'] === keys.user(userId).SK) as UserRow | undefined;
    const session = rows.find((row) => row['SK'] === tokenKey.SK) as TokenRow | undefined;
    return accept(user, session, now);
  };
}

/** SHA-256 in hex: how tokens and one-time secrets are stored. They are random, so no salt is needed. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

function bearerOf(header: string | undefined): string {
  if (header === undefined || header.trim() === '') {
    throw unauthenticated(
      "No credentials. Send the header 'Authorization: Bearer TOKEN' with an API token or the jwt of POST /v1/login.",
    );
  }
  const token = SCHEME.exec(header.trim())?.[1];
  if (token === undefined) throw malformed();
  return token;
}

const malformed = (): DomainError =>
  unauthenticated(
    "The Authorization header must read 'Bearer TOKEN', TOKEN being an API token (64 letters and digits) or the jwt of POST /v1/login.",
  );

function accept(user: UserRow | undefined, token: TokenRow | undefined, now: Date): Authenticated {
  if (user === undefined || token === undefined) throw unauthenticated(UNKNOWN);
  if (Date.parse(token.expiresAt) <= now.getTime()) {
    throw unauthenticated(
      `The token expired at ${token.expiresAt}. Sign in with POST /v1/login or make a new API token.`,
    );
  }
  // a new password ends every session of before in the one write that sets it; API tokens live on
  if (token.kind === 'session' && token.passwordVersion !== user.passwordVersion) throw unauthenticated(UNKNOWN);
  if (!user.enabled) throw unauthenticated('This account is disabled. Ask an administrator of your group.');
  return { principal: principalOf(user), ownCount: user.ownCount };
}

export const principalOf = (user: UserRow): Principal => ({
  userId: user.userId,
  uuid: user.uuid,
  siteId: user.siteId,
  username: user.username,
  email: user.email,
  fullName: user.fullName,
  groupId: user.groupId,
  groupAdmin: user.groupAdmin,
  siteAdmin: user.siteAdmin,
  siteRead: user.siteRead,
});

async function readBoth(table: Table, wanted: Key[]): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = wanted.map((key) => ({ ...key }));
  // DynamoDB may answer in part when it throttles; that is no proof that a row does not exist
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > 0) await pause(50 * 2 ** attempt);
    if (attempt === 4) throw unavailable('The records cannot be read at the moment. Try again.', { retryAfter: 1 });
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } } }),
    );
    rows.push(...(answer.Responses?.[table.name] ?? []));
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  }
  return rows;
}
