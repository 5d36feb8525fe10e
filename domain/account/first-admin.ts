import { invalid } from '../errors.ts';
import type { Account } from './account.ts';
import { tokenRecord } from './api-token.ts';
import { type CreateAccountPorts, type CreatedAccount, invite, newAccount } from './create-account.ts';
import { newGroup } from './groups.ts';
import type { FirstAdminStore } from './stores.ts';
import { isApiToken, newUserId, TOKEN_LENGTH, USER_ID_LENGTH } from './token.ts';

export interface FirstAdmin {
  username: string;
  email: string;
  fullName: string;
  password?: string | undefined;
  /** an API token that the operator chose; its first ten characters become the admin's user id */
  token?: string | undefined;
}

export interface FirstAdminPorts extends Pick<CreateAccountPorts, 'links' | 'passwords' | 'siteIds' | 'mail'> {
  store: FirstAdminStore;
}

export type FirstAdminResult =
  | { created: false }
  | { created: true; account: Account; invitation?: NonNullable<CreatedAccount['invitation']> };

/**
 * Makes the first group and the first site admin, where there is none yet. There is never a default password: without
 * one the admin gets a one-time link.
 * @throws DomainError `invalid` for a token of another form, before anything is written
 */
export async function makeFirstAdmin(
  ports: FirstAdminPorts,
  request: FirstAdmin,
  site: { name: string; tokenDays: number },
  now: Date,
): Promise<FirstAdminResult> {
  const { token } = request;
  if (token !== undefined) requireToken(token);
  if (await ports.store.exists()) return { created: false };
  const group = newGroup(ports.siteIds, site.name, now);
  const userId = token?.slice(0, USER_ID_LENGTH) ?? newUserId();
  const roles = { groupAdmin: true, siteAdmin: true, siteRead: true };
  const account = await newAccount(ports, { ...request, ...roles, userId, groupId: group.groupId }, now);
  const expiry = new Date(now.getTime() + site.tokenDays * 24 * 60 * 60 * 1000);
  const secret =
    token === undefined ? undefined : { secret: token, record: tokenRecord(userId, 'first admin', expiry, now) };
  if (!(await ports.store.create(group, account, secret))) return { created: false };
  if (request.password !== undefined) return { created: true, account };
  return { created: true, account, invitation: await invite(ports, account, now) };
}

function requireToken(token: string): void {
  if (isApiToken(token)) return;
  throw invalid(
    `The admin token must be exactly ${TOKEN_LENGTH} letters and digits; this one has ${token.length} characters${
      token.length === TOKEN_LENGTH ? ', some of them neither' : ''
    }. Make one with: LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c ${TOKEN_LENGTH}`,
    { issues: [{ field: 'token', message: `must be ${TOKEN_LENGTH} letters and digits` }] },
  );
}
