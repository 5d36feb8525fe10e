import { renameGroup } from '../../../domain/account/groups.ts';
import { DomainError, forbidden, notFound } from '../../../domain/errors.ts';
import { type Handlers, noContent, ok } from '../../http/route.ts';
import { identifierOf } from '../identifier.ts';
import { asDatameta } from '../refused.ts';
import type { accountsRoutes } from '../routes/accounts.ts';
import { ports } from './ports.ts';

type Routes = Pick<typeof accountsRoutes, 'getGroup' | 'updateGroup'>;

export const groupHandlers: Handlers<Routes> = {
  getGroup: async ({ principal, params }) => {
    const group = await ports.groups.find(params['id'] ?? '');
    if (group === undefined) throw notFound('There is no such group.');
    const mayRead = group.groupId === principal.groupId || principal.siteAdmin || principal.siteRead;
    if (!mayRead) throw forbidden('You may see your own group only.');
    return ok({ id: identifierOf(group), name: group.name });
  },
  updateGroup: async ({ params, body }) => {
    try {
      await asDatameta(renameGroup(ports.groups, params['id'] ?? '', body.name));
    } catch (error) {
      // DataMeta tells nobody whether the group is there
      if (error instanceof DomainError && error.kind === 'notFound') throw forbidden('You may not rename this group.');
      throw error;
    }
    return noContent();
  },
};
