import type { Account } from '../../../domain/account/account.ts';
import { changeAccount } from '../../../domain/account/change-account.ts';
import { changeOwnPassword } from '../../../domain/account/own-password.ts';
import { redeemPasswordLink } from '../../../domain/account/password-link.ts';
import { mayManageGroup, mayReadAccount } from '../../../domain/account/permissions.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { forbidden, notFound, unauthenticated } from '../../../domain/errors.ts';
import { type Handlers, noContent, ok } from '../../http/route.ts';
import { identifierOf } from '../identifier.ts';
import { asDatameta } from '../refused.ts';
import type { accountsRoutes } from '../routes/accounts.ts';
import { isSelf } from './keys.ts';
import { ports } from './ports.ts';

type Routes = Pick<typeof accountsRoutes, 'whoAmIAtDatameta' | 'getUser' | 'updateUser' | 'updatePassword'>;

/** In place of a user's id: the credential is the token of a mail. */
const BY_TOKEN = '0';

export const userHandlers: Handlers<Routes> = {
  whoAmIAtDatameta: async ({ principal }) => {
    const group = await groupOf(principal);
    const { fullName: name, groupAdmin, siteAdmin, siteRead, email } = principal;
    const id = identifierOf(principal);
    return ok({
      id,
      name,
      groupAdmin,
      siteAdmin,
      siteRead,
      email,
      group: { id: identifierOf(group), name: group.name },
    });
  },
  getUser: async ({ principal, params }) => {
    const account = await ports.accounts.find(params['id'] ?? '');
    if (account === undefined) throw notFound('There is no such user.');
    if (!mayReadAccount(principal, account)) throw forbidden('You may not see this user.');
    return ok(userView(principal, account, identifierOf(await groupOf(account))));
  },
  updateUser: async ({ principal, params, body }) => {
    const { name: fullName, groupId: group, groupAdmin, siteAdmin, siteRead, enabled } = body;
    const change = { fullName, group, groupAdmin, siteAdmin, siteRead, enabled };
    await asDatameta(changeAccount(ports, principal, params['id'] ?? '', change), {
      fullName: 'name',
      group: 'groupId',
    });
    return noContent();
  },
  updatePassword: async ({ principal, params, body }) => {
    const { passwordChangeCredential, newPassword } = body;
    if (params['id'] === BY_TOKEN) {
      await redeemPasswordLink(ports, { link: passwordChangeCredential, newPassword }, new Date());
      return noContent();
    }
    if (principal === undefined) throw unauthenticated('Send an API key, or the token of a mail to the user 0.');
    if (!isSelf(principal, params['id'] ?? '')) throw forbidden('You may change your own password only.');
    const request = { currentPassword: passwordChangeCredential, newPassword };
    await changeOwnPassword(ports, principal, request, new Date());
    return noContent();
  },
};

async function groupOf({ groupId }: Pick<Principal, 'groupId'>) {
  const group = await ports.groups.get(groupId);
  if (group === undefined) throw new Error(`There is no group ${groupId}, though a user is in it.`);
  return group;
}

/** E-mail address and roles are for those who administer the user; for the user itself there is whoami. */
function userView(principal: Principal, account: Account, groupId: object) {
  const { fullName: name, groupAdmin, siteAdmin, siteRead, email } = account;
  const shown = mayManageGroup(principal, account.groupId)
    ? { groupAdmin, siteAdmin, siteRead, email }
    : { groupAdmin: null, siteAdmin: null, siteRead: null, email: null };
  return { id: identifierOf(account), name, ...shown, groupId };
}
