import {
  changeService,
  createService,
  findService,
  listServices,
} from '../../../adapters/dynamodb/datameta/service-store.ts';
import { notFound } from '../../../domain/errors.ts';
import type { Service } from '../../../domain/metadata/service.ts';
import { newSiteId } from '../../../domain/site-id.ts';
import { type Handlers, ok } from '../../http/route.ts';
import { table } from '../../table.ts';
import { ports } from '../accounts/ports.ts';
import { identifierOf } from '../identifier.ts';
import { asDatameta, wrongField } from '../refused.ts';
import type { servicesRoutes } from '../routes/services.ts';
import { config } from '../store.ts';

export const servicesHandlers: Handlers<typeof servicesRoutes> = {
  createService: async ({ body }) => {
    const service: Service = {
      uuid: crypto.randomUUID(),
      siteId: newSiteId(config.SITE_IDS, 'service'),
      name: body.name,
      userIds: [],
      revision: 1,
    };
    await asDatameta(createService(table, service));
    return ok((await viewsOf([service]))[0]);
  },
  listServices: async () => ok(await viewsOf(await listServices(table))),
  updateService: async ({ params, body }) => {
    const service = await findService(table, params['id'] ?? '');
    if (service === undefined) throw notFound('There is no such service.');
    const { name, userIds } = body;
    const change = {
      ...(name != null && { name }),
      ...(userIds != null && { userIds: await usersOf(userIds) }),
    };
    const changed = await asDatameta(changeService(table, service, change));
    return ok((await viewsOf([changed]))[0]);
  },
};

async function viewsOf(services: readonly Service[]) {
  const users = await ports.accounts.getMany([...new Set(services.flatMap(({ userIds }) => userIds))]);
  return services.map((service) => ({
    id: identifierOf(service),
    name: service.name,
    userIds: service.userIds.flatMap((userId) => users.get(userId) ?? []).map(identifierOf),
  }));
}

/** @throws DomainError `invalid` naming the first reference that is nobody's */
async function usersOf(references: readonly string[]): Promise<string[]> {
  const userIds = new Set<string>();
  for (const reference of references) {
    const account = await ports.accounts.find(reference);
    if (account === undefined) throw wrongField('userIds', `User with id ${reference} does not exist.`);
    userIds.add(account.userId);
  }
  return [...userIds];
}
