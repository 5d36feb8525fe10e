import type { Account, ApiToken, Group } from '../../domain/account/account.ts';

export const groupView = ({ uuid, siteId, name }: Group) => ({ id: uuid, siteId, name });

/** For readers who may see e-mail and roles: the user, and whoever administers the user. */
export function accountView(account: Account, group: Group | undefined) {
  const { uuid, siteId, username, email, fullName, groupAdmin, siteAdmin, siteRead, enabled, createdAt } = account;
  return {
    id: uuid,
    siteId,
    username,
    email,
    fullName,
    group: group === undefined ? undefined : groupView(group),
    groupAdmin,
    siteAdmin,
    siteRead,
    enabled,
    createdAt,
  };
}

export const tokenView = (token: ApiToken, now: Date) => ({
  id: token.tokenId,
  label: token.label,
  description: token.description ?? null,
  createdAt: token.createdAt,
  expires: token.expiresAt,
  expired: Date.parse(token.expiresAt) <= now.getTime(),
  readOnly: token.readOnly === true,
});
