import { listAuditEntries } from '../../adapters/dynamodb/audit-store.ts';
import { type AuditEntry, monthOf } from '../../domain/account/audit.ts';
import { type Handlers, ok } from '../http/route.ts';
import { table } from '../table.ts';
import type { accountRoutes } from './routes.ts';

export const { listAudit }: Handlers<Pick<typeof accountRoutes, 'listAudit'>> = {
  listAudit: async ({ query: { month = monthOf(new Date().toISOString()), after, limit } }) => {
    const { entries, next } = await listAuditEntries(table, month, { after, limit });
    return ok({ month, entries: entries.map(entryView), next });
  },
};

const entryView = ({ at, user, route, params, fields, outcome, sourceIp, requestId }: AuditEntry) => ({
  at,
  user: { id: user.uuid, siteId: user.siteId, username: user.username },
  route,
  params,
  fields,
  outcome: outcome ?? null,
  sourceIp,
  requestId,
});
