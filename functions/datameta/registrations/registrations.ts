import { changedSettings } from '../../../adapters/dynamodb/settings-store.ts';
import type { Account, Group } from '../../../domain/account/account.ts';
import {
  acceptRegistration,
  decidedAlready,
  mayDecide,
  requireDecidable,
} from '../../../domain/account/registration.ts';
import { userAgreement } from '../../../domain/settings/settings.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { invitationView } from '../../accounts/users.ts';
import { type Handlers, noContent, ok } from '../../http/route.ts';
import { table } from '../../table.ts';
import { ports } from '../accounts/ports.ts';
import { identifierOf } from '../identifier.ts';
import { asDatameta } from '../refused.ts';
import type { registrationsRoutes } from '../routes/registrations.ts';
import { register } from './register.ts';
import { registrations } from './store.ts';

export const registrationsHandlers: Handlers<typeof registrationsRoutes> = {
  register,
  registrationSettings: async () => {
    const [settings, groups] = await Promise.all([changedSettings(table), allGroups()]);
    return ok({ userAgreement: userAgreement(settings) || null, groups: groups.map(groupView) });
  },
  listRegistrations: async ({ principal }) => {
    const waiting = (await registrations.list()).filter((registration) => mayDecide(principal, registration));
    const groups = await ports.groups.getMany(waiting.flatMap(({ groupId }) => groupId ?? []));
    return ok(
      waiting.map(({ uuid, fullName: name, email, groupId, newGroupName = null, createdAt }) => {
        const group = groups.get(groupId ?? '');
        return { id: { uuid }, name, email, group: group ? groupView(group) : null, newGroupName, createdAt };
      }),
    );
  },
  acceptRegistration: async ({ principal, params, body }) => {
    const registration = await requireDecidable(registrations, principal, canonicalUuid(params['id'] ?? ''));
    const { name: fullName, groupId: group, newGroupName, groupAdmin } = body;
    const acceptance = { fullName, group, newGroupName, groupAdmin };
    const work = acceptRegistration({ ...ports, registrations }, principal, registration, acceptance, new Date());
    const { account, invitation } = await asDatameta(work);
    const view = invitation && invitationView(ports, invitation);
    return ok({
      userId: identifierOf(account),
      username: account.username,
      groupId: await groupId(account),
      invitation: view,
    });
  },
  rejectRegistration: async ({ principal, params }) => {
    const registration = await requireDecidable(registrations, principal, canonicalUuid(params['id'] ?? ''));
    if (!(await registrations.remove(registration))) throw decidedAlready();
    await ports.mail.rejection(registration);
    return noContent();
  },
};

const groupView = (group: Group) => ({ id: identifierOf(group), name: group.name });

const groupId = async (account: Account) => {
  const group = await ports.groups.get(account.groupId);
  return group && identifierOf(group);
};

async function allGroups(): Promise<Group[]> {
  const groups: Group[] = [];
  let after: string | undefined;
  do {
    const page = await ports.groups.list({ after, limit: 100 });
    groups.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return groups;
}
