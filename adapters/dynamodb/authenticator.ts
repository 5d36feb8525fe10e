import type { Principal } from '../../domain/account/principal.ts';
import { userIdOf } from '../../domain/account/token.ts';
import { type DomainError, unauthenticated } from '../../domain/errors.ts';
import type { TokenRow, UserRow } from './account-rows.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';
import { sha256Hex } from './sha256.ts';

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
    const rows = await batchGet(table, [keys.user(userId), tokenKey]);
    const user = rows.find((row) => row['SK'] === keys.user(userId).SK) as UserRow | undefined;
    const session = rows.find((row) => row['SK'] === tokenKey.SK) as TokenRow | undefined;
    return accept(user, session, now);
  };
}

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
  if (user === undefined || token === undefined || user.reserved) throw unauthenticated(UNKNOWN);
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

const principalOf = (user: UserRow): Principal => ({
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
