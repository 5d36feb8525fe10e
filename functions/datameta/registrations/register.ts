import { changedSettings } from '../../../adapters/dynamodb/settings-store.ts';
import type { Account, Group } from '../../../domain/account/account.ts';
import type { PendingRegistration } from '../../../domain/account/registration.ts';
import { addressSubject, REGISTRATION_BY_ADDRESS } from '../../../domain/account/throttle.ts';
import { countAttempts } from '../../../domain/account/throttling.ts';
import { invalid } from '../../../domain/errors.ts';
import { emailOf, type RegistrationRequest, registrationFrom } from '../../../domain/metadata/registration.ts';
import { userAgreement } from '../../../domain/settings/settings.ts';
import { type Call, noContent, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { ports } from '../accounts/ports.ts';
import type { registrationsRoutes } from '../routes/registrations.ts';
import { registrations } from './store.ts';

export async function register({ body, sourceIp }: Call<(typeof registrationsRoutes)['register']>): Promise<Reply> {
  const now = new Date();
  const attempt = { throttle: REGISTRATION_BY_ADDRESS, subject: addressSubject(sourceIp) };
  await countAttempts(ports.attempts, [attempt], now);
  const { facts, group } = await lookUp(body);
  const { fullName, email, group: wanted } = registrationFrom(body, facts);
  const registration: PendingRegistration = {
    uuid: crypto.randomUUID(),
    fullName,
    email,
    ...('newName' in wanted ? { newGroupName: wanted.newName } : { groupId: group?.groupId ?? '' }),
    createdAt: now.toISOString(),
  };
  if (!(await registrations.add(registration))) {
    throw invalid('The registration is not valid.', { issues: [{ field: 'req_exists', message: '' }] });
  }
  await tellAdmins(registration, group);
  return noContent();
}

async function lookUp(body: RegistrationRequest) {
  const email = emailOf(body);
  const [user, requestExists, group, settings] = await Promise.all([
    email === undefined ? undefined : ports.accounts.findByLogin(email),
    email === undefined ? false : registrations.isWaiting(email),
    body.org_select === null ? undefined : ports.groups.find(body.org_select),
    changedSettings(table),
  ]);
  const facts = {
    userExists: user !== undefined,
    requestExists,
    groupExists: group !== undefined,
    agreementNeeded: userAgreement(settings) !== '',
  };
  return { facts, group };
}

/** A mail that cannot be sent is logged: the registration waits in the list all the same. */
async function tellAdmins(registration: PendingRegistration, group: Group | undefined): Promise<void> {
  const { fullName, email, groupId, newGroupName } = registration;
  const asked = { fullName, email, group: group?.name ?? newGroupName ?? '' };
  const admins: Account[] = [];
  for await (const account of everybody()) {
    const decides = account.siteAdmin || (account.groupAdmin && account.groupId === groupId);
    if (account.enabled && decides) admins.push(account);
  }
  await ports.mail.registration(admins, asked);
}

async function* everybody(): AsyncGenerator<Account> {
  let after: string | undefined;
  do {
    const page = await ports.accounts.list({ after, limit: 100 });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}
