import { changeAccount } from '../../domain/account/change-account.ts';
import { type CreatedAccount, createAccount } from '../../domain/account/create-account.ts';
import { createGroup } from '../../domain/account/groups.ts';
import { mayManageGroup } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { forbidden, notFound } from '../../domain/errors.ts';
import { passwordLinkUrl } from '../../domain/notification/account-mails.ts';
import { created, type Handlers, ok } from '../http/route.ts';
import type { AccountPorts } from './ports.ts';
import type { accountRoutes } from './routes.ts';
import { accountView, groupView } from './views.ts';

type Routes = Pick<
  typeof accountRoutes,
  'whoAmI' | 'listUsers' | 'createUser' | 'changeAccount' | 'listGroups' | 'createGroup'
>;

export function userHandlers(ports: AccountPorts): Handlers<Routes> {
  const { accounts, groups } = ports;
  return {
    whoAmI: async ({ principal }) => {
      const account = await accounts.get(principal.userId);
      if (account === undefined) throw notFound('This account does not exist any more.');
      return ok(accountView(account, await groups.get(account.groupId)));
    },
    listUsers: async ({ principal, query }) => {
      const groupId = await listedGroup(ports, principal, query.group);
      const { items, next } = await accounts.list({ groupId, after: query.after, limit: query.limit });
      const found = await groups.getMany(items.map((account) => account.groupId));
      return ok({ users: items.map((account) => accountView(account, found.get(account.groupId))), next });
    },
    createUser: async ({ principal, body }) => {
      const { account, invitation } = await createAccount(ports, principal, body, new Date());
      const view = accountView(account, await groups.get(account.groupId));
      return created({ ...view, ...(invitation && { invitation: invitationView(ports, invitation) }) });
    },
    changeAccount: async ({ principal, params, body }) => {
      const account = await changeAccount(ports, principal, params['id'] ?? '', body);
      return ok(accountView(account, await groups.get(account.groupId)));
    },
    listGroups: async ({ query }) => {
      const { items, next } = await groups.list(query);
      return ok({ groups: items.map(groupView), next });
    },
    createGroup: async ({ body }) => created(groupView(await createGroup(ports, body.name, new Date()))),
  };
}

/** Site admins see all users or those of one group, group admins those of their own. */
async function listedGroup(
  { groups }: AccountPorts,
  principal: Principal,
  reference: string | undefined,
): Promise<string | undefined> {
  if (reference === undefined) return principal.siteAdmin ? undefined : principal.groupId;
  const group = await groups.find(reference);
  if (!mayManageGroup(principal, group?.groupId ?? '')) throw forbidden('You may list the users of your own group.');
  if (group === undefined) throw notFound(`There is no group ${reference}.`);
  return group.groupId;
}

/** The link itself is only told where the mail could not be sent, which a young SES account does to most addresses. */
export const invitationView = (
  { site }: Pick<AccountPorts, 'site'>,
  { sent, expiresAt, link }: NonNullable<CreatedAccount['invitation']>,
) => ({
  sent,
  expiresAt: expiresAt.toISOString(),
  ...(link !== undefined && { link: passwordLinkUrl(site, link.secret) }),
});
