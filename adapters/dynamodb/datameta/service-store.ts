import { conflict } from '../../../domain/errors.ts';
import type { Service } from '../../../domain/metadata/service.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import type { Table } from '../client.ts';
import { getItem } from '../get-item.ts';
import { idTaken, putNew } from '../group-store.ts';
import { type GuardedWrite, writeAll } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';
import { readPartition } from '../read-pages.ts';

const serviceOf = ({ PK: _pk, SK: _sk, ...service }: Record<string, unknown>): Service => service as unknown as Service;

/** All services by name. One call: 1 MB holds thousands. */
export async function listServices(table: Table): Promise<Service[]> {
  const found = (await readPartition(table, keys.service('').PK)).map(serviceOf);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** By UUID or site id. */
export async function findService(table: Table, reference: string): Promise<Service | undefined> {
  const uuid = canonicalUuid(reference) ?? (await uuidOfSiteId(table, reference));
  if (uuid === undefined) return undefined;
  const row = await getItem<Record<string, unknown>>(table, keys.service(uuid));
  return row && serviceOf(row);
}

async function uuidOfSiteId(table: Table, siteId: string): Promise<string | undefined> {
  const ref = await getItem<{ kind: string; uuid: string }>(table, keys.ref(siteId.trim().toUpperCase()));
  return ref?.kind === 'service' ? ref.uuid : undefined;
}

const NAME_TAKEN = 'A service with that name already exists.';
const nameTaken = () => conflict(NAME_TAKEN, { issues: [{ field: 'name', message: NAME_TAKEN }] });

/** @throws DomainError `conflict` where the name is taken */
export async function createService(table: Table, service: Service): Promise<void> {
  const { uuid, siteId, name } = service;
  await writeAll(table, [
    putNew(table, { ...keys.serviceName(name), uuid }, nameTaken),
    putNew(table, { ...keys.service(uuid), ...service }, idTaken),
    putNew(table, { ...keys.ref(siteId), kind: 'service', uuid }, idTaken),
  ]);
}

/** @throws DomainError `conflict` where the name is taken, or the service was changed since it was read */
export async function changeService(
  table: Table,
  service: Service,
  change: Partial<Pick<Service, 'name' | 'userIds'>>,
): Promise<Service> {
  const changed = { ...service, ...change, revision: service.revision + 1 };
  const moves = changed.name.toLowerCase() !== service.name.toLowerCase();
  const update: GuardedWrite = {
    item: {
      Put: {
        TableName: table.name,
        Item: { ...keys.service(service.uuid), ...changed },
        ConditionExpression: 'revision = :read',
        ExpressionAttributeValues: { ':read': service.revision },
      },
    },
    refusal: () => conflict('The service was changed by somebody else at the same time. Read it again.'),
  };
  await writeAll(table, moves ? [...moveName(table, service, changed.name), update] : [update]);
  return changed;
}

function moveName(table: Table, service: Service, name: string): GuardedWrite[] {
  const old: Key = keys.serviceName(service.name);
  return [
    putNew(table, { ...keys.serviceName(name), uuid: service.uuid }, nameTaken),
    { item: { Delete: { TableName: table.name, Key: { ...old } } }, refusal: idTaken },
  ];
}
