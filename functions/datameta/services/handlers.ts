import {
  changeService,
  createService,
  findService,
  listServices,
} from '../../../adapters/dynamodb/datameta/service-store.ts';
import { newSiteId } from '../../../domain/account/account.ts';
import { notFound } from '../../../domain/errors.ts';
import type { Service, ServiceUser } from '../../../domain/metadata/service.ts';
import { type Handlers, ok } from '../../http/route.ts';
import { ports } from '../accounts/ports.ts';
import { identifierOf } from '../identifier.ts';
import { asDatameta, wrongField } from '../refused.ts';
import type { servicesRoutes } from '../routes/services.ts';
import { table } from '../store.ts';

export const servicesHandlers: Handlers<typeof servicesRoutes> = {
  createService: async ({ body }) => {
    const service: Service = {
      uuid: crypto.randomUUID(),
      siteId: newSiteId('DMP-'),
      name: body.name,
      users: [],
      revision: 1,
    };
    await asDatameta(createService(table, service));
    return ok(serviceView(service));
  },
  listServices: async () => ok((await listServices(table)).map(serviceView)),
  updateService: async ({ params, body }) => {
    const service = await findService(table, params['id'] ?? '');
    if (service === undefined) throw notFound('There is no such service.');
    const { name, userIds } = body;
    const change = {
      ...(name != null && { name }),
      ...(userIds != null && { users: await usersOf(userIds) }),
    };
    return ok(serviceView(await asDatameta(changeService(table, service, change))));
  },
};

const serviceView = (service: Service) => ({
  id: identifierOf(service),
  name: service.name,
  userIds: service.users.map(identifierOf),
});

/** @throws DomainError `invalid` naming the first reference that is nobody's */
async function usersOf(references: readonly string[]): Promise<ServiceUser[]> {
  const users = new Map<string, ServiceUser>();
  for (const reference of references) {
    const account = await ports.accounts.find(reference);
    if (account === undefined) throw wrongField('userIds', `User with id ${reference} does not exist.`);
    const { userId, uuid, siteId } = account;
    users.set(userId, { userId, uuid, siteId });
  }
  return [...users.values()];
}
