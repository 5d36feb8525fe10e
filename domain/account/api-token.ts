import { conflict, forbidden, invalid, notFound } from '../errors.ts';
import type { Account, ApiToken } from './account.ts';
import { mayManageTokens } from './permissions.ts';
import type { Principal } from './principal.ts';
import type { AccountStore, TokenStore } from './stores.ts';
import { newToken } from './token.ts';

const MAX_TOKENS = 50;
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** ISO 8601; without an offset it is UTC */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * When a token ends. A bare date lives through that day wherever its owner is: the last places where it ends are twelve
 * hours behind UTC. Without a date the longest life allowed.
 * @param maxDays longest life of a token, in days
 * @throws DomainError `invalid`, field `expires`
 */
export function expiryOf(expires: string | undefined, now: Date, maxDays: number): Date {
  const latest = now.getTime() + maxDays * DAY;
  if (expires === undefined) return new Date(latest);
  const bare = DATE.test(expires);
  const start = bare ? readTime(`${expires}T00:00:00Z`) : readTime(withZone(expires));
  if (start === undefined) throw refused('Wrong datetime format. Please use isoformat.');
  if (start > latest) {
    throw refused(`The defined expiration date exceeded the max allowed expiration period, which is ${maxDays} days.`);
  }
  return new Date(bare ? start + DAY + 12 * HOUR : start);
}

const refused = (message: string) => invalid(message, { issues: [{ field: 'expires', message }] });

function withZone(text: string): string {
  if (!DATE_TIME.test(text)) return '';
  const iso = text.replace(' ', 'T');
  return /(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${iso}Z`;
}

function readTime(iso: string): number | undefined {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return undefined;
  // Date.parse takes the 31st of February for the 2nd of March
  const day = Number(iso.slice(8, 10));
  const lastDay = new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate();
  return day <= lastDay ? time : undefined;
}

export interface TokenPorts {
  accounts: Pick<AccountStore, 'get'>;
  tokens: TokenStore;
}

export interface TokenRequest {
  label: string;
  description?: string | undefined;
  expires?: string | undefined;
  readOnly?: boolean | undefined;
  /** a token that has expired already is refused unless asked for */
  pastAllowed?: boolean;
}

/** Makes a token; the answer is the only place where it can ever be read. */
export async function createApiToken(
  ports: TokenPorts,
  userId: string,
  request: TokenRequest,
  now: Date,
  maxDays: number,
): Promise<{ token: string; record: ApiToken }> {
  const expiry = expiryOf(request.expires, now, maxDays);
  if (expiry <= now && request.pastAllowed !== true) throw refused('The expiration date lies in the past.');
  // the account first: its counter of tokens proves at the end that the list was complete
  const account = await ports.accounts.get(userId);
  if (account === undefined) throw notFound('This account does not exist any more.');
  const alive = (await ports.tokens.list(userId)).filter((token) => Date.parse(token.expiresAt) > now.getTime());
  if (alive.length >= MAX_TOKENS) {
    throw conflict(`You have ${MAX_TOKENS} API tokens, which is the limit. Revoke one that is not used any more.`);
  }
  const token = newToken(userId);
  const { description, readOnly } = request;
  const record: ApiToken = {
    ...tokenRecord(userId, request.label, expiry, now),
    ...(description && { description }),
    ...(readOnly && { readOnly }),
  };
  await ports.tokens.add(account, token, record);
  return { token, record };
}

export const tokenRecord = (userId: string, label: string, expiry: Date, now: Date): ApiToken => ({
  tokenId: crypto.randomUUID(),
  userId,
  label,
  createdAt: now.toISOString(),
  expiresAt: expiry.toISOString(),
});

/** Somebody's API tokens, newest first; expired ones are listed until they are swept away. */
export async function listApiTokens(tokens: Pick<TokenStore, 'list'>, userId: string): Promise<ApiToken[]> {
  const found = await tokens.list(userId);
  return found.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

const noSuchToken = (tokenId: string) => notFound(`There is no API token ${tokenId} of this user.`);

/** Revokes a token, at once. */
export async function revokeApiToken(
  tokens: Pick<TokenStore, 'remove'>,
  userId: string,
  tokenId: string,
): Promise<void> {
  if (!(await tokens.remove(userId, tokenId))) throw noSuchToken(tokenId);
}

export interface TokenChangeRequest {
  label?: string | undefined;
  description?: string | undefined;
  expires?: string | undefined;
}

/** Changes what is told of a token, and when it ends. One that has ended stays so: whoever has it might not expect it back. */
export async function changeApiToken(
  tokens: Pick<TokenStore, 'list' | 'change'>,
  { userId, tokenId }: Pick<ApiToken, 'userId' | 'tokenId'>,
  { label, description, expires }: TokenChangeRequest,
  now: Date,
  maxDays: number,
): Promise<ApiToken> {
  const token = (await tokens.list(userId)).find((one) => one.tokenId === tokenId);
  if (token === undefined) throw noSuchToken(tokenId);
  if (Date.parse(token.expiresAt) <= now.getTime()) throw conflict('This token has expired. Make a new one.');
  const expiry = expires === undefined ? undefined : expiryOf(expires, now, maxDays);
  if (expiry !== undefined && expiry <= now) throw refused('The expiration date lies in the past. Revoke the token.');
  const changed = await tokens.change(userId, tokenId, {
    ...(label !== undefined && { label }),
    ...(description !== undefined && { description }),
    ...(expiry !== undefined && { expiresAt: expiry.toISOString() }),
  });
  if (changed === undefined) throw noSuchToken(tokenId);
  return changed;
}

/**
 * The user whose tokens a caller wants to deal with.
 * @throws DomainError `notFound`, `forbidden`
 */
export async function ownerOfTokens(
  accounts: Pick<AccountStore, 'find'>,
  principal: Principal,
  reference: string,
): Promise<Account> {
  const account = await accounts.find(reference);
  if (account === undefined) throw notFound(`There is no account ${reference}.`);
  if (!mayManageTokens(principal, account)) {
    throw forbidden("You may not deal with this user's tokens: they would give you rights that you do not have.");
  }
  return account;
}
