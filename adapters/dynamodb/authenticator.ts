import type { Principal } from '../../domain/account/principal.ts';
import { isApiToken, userIdOf } from '../../domain/account/token.ts';
import { type DomainError, unauthenticated } from '../../domain/errors.ts';
import type { TokenRow, UserRow } from './account-rows.ts';
import { batchGet } from './batch-get.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';
import { sha256Hex } from './sha256.ts';
import { isStale, noteTokenUse, type TokenUseRow } from './token-use.ts';

/** Who calls, and how long the caller's own submission list is (it stands in the same row). */
export interface Authenticated {
  principal: Principal;
  ownCount: number;
  /** of an API token whose last use was noted an hour ago or more, or never */
  noteUse?: () => Promise<void>;
}

/** Turns an Authorization header into its user; throws a DomainError `unauthenticated` that says what to do. */
export type Authenticator = (authorizationHeader: string | undefined, now: Date) => Promise<Authenticated>;

const SCHEME = /^Bearer +(\S+)$/i;
/** One message for unknown and revoked tokens: telling them apart would tell a thief that the token was real. */
const UNKNOWN = 'The token is not valid (unknown or revoked). Sign in with POST /v1/login or make a new API token.';

/** One consistent read per request: the user's profile, the token's row and when that was used last, all by key. */
export function createAuthenticator(table: Table): Authenticator {
  return async (header, now) => {
    const token = bearerOf(header);
    const userId = userIdOf(token);
    if (userId === undefined) throw malformed();
    const hash = sha256Hex(token);
    const wanted = [keys.user(userId), keys.token(userId, hash), keys.tokenUse(userId, hash)] as const;
    const rows = await batchGet(table, isApiToken(token) ? wanted : wanted.slice(0, 2));
    const [user, session, use] = wanted.map(({ SK }) => rows.find((row) => row['SK'] === SK));
    const accepted = accept(user as UserRow | undefined, session as TokenRow | undefined, now);
    if (session?.['kind'] !== 'token' || !isStale(use as TokenUseRow | undefined, now)) return accepted;
    return { ...accepted, noteUse: () => noteTokenUse(table, session as unknown as TokenRow, now) };
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
  const principal = { ...principalOf(user), ...(token.readOnly && { readOnly: token.readOnly }) };
  return { principal, ownCount: user.ownCount };
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
