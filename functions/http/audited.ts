import { putAuditEntry, putAuditOutcome } from '../../adapters/dynamodb/audit-store.ts';
import type { Table } from '../../adapters/dynamodb/client.ts';
import { type AuditEntry, isAdministration } from '../../domain/account/audit.ts';
import { DomainError } from '../../domain/errors.ts';
import { log } from '../log.ts';
import { readJson } from './parse.ts';
import type { Call, Reply, Route } from './route.ts';

/**
 * Administration is written down before it is done, so that nothing is done of which there is no trace; what became of it
 * is added afterwards.
 */
export async function audited(table: Table, route: Route, call: Call, run: () => Promise<Reply>): Promise<Reply> {
  if (!isAdministration(route)) return run();
  const entry = entryOf(route, call);
  await putAuditEntry(table, entry);
  const end = (outcome: AuditEntry['outcome']) =>
    putAuditOutcome(table, entry, outcome).catch((error: unknown) => log.error('outcome not in the audit', { error }));
  try {
    const reply = await run();
    await end('done');
    return reply;
  } catch (error) {
    await end(error instanceof DomainError ? error.kind : 'internal');
    throw error;
  }
}

function entryOf(route: Route, { principal, params, rawBody, sourceIp, requestId }: Call): AuditEntry {
  const { uuid, siteId, username } = principal as NonNullable<typeof principal>;
  return {
    at: new Date().toISOString(),
    requestId,
    user: { uuid, siteId, username },
    route: `${route.method} ${route.path}`,
    params,
    // as they were sent: the parsed body has what was left out, too
    fields: route.body === undefined ? [] : Object.keys(readJson(rawBody) as object),
    sourceIp,
  };
}
