import { specificationKey } from '../../../domain/gateway/keys.ts';
import type { Specification } from '../../../domain/gateway/specification.ts';
import { recordOf } from '../account-rows.ts';
import { batchGet } from '../batch-get.ts';
import type { Table } from '../client.ts';
import { idTaken, putNew } from '../group-store.ts';
import { writeAll } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';
import { type RecordPage, recordPage } from './record-page.ts';
import { nextNumber, putRow, replaceRow } from './versioned-records.ts';

/** What lists show of a specification. */
export type ListedSpecification = Pick<Specification, 'key' | 'projectKey' | 'name' | 'active' | 'updatedAt'>;

const listRow = ({ key, projectKey, name, active, updatedAt }: Specification) => ({
  ...keys.specificationList(key),
  ...({ key, projectKey, name, active, updatedAt } satisfies ListedSpecification),
});

/** Up to 100 specifications, by key, in one call where they are small. */
export async function getSpecifications(table: Table, wanted: readonly string[]): Promise<Map<string, Specification>> {
  const rows = await batchGet(table, [...new Set(wanted)].map(keys.specification));
  const records = rows.map((row) => recordOf(row as unknown as Specification & Key));
  return new Map(records.map((record) => [record.key, record]));
}

export const getSpecification = async (table: Table, key: string): Promise<Specification | undefined> =>
  (await getSpecifications(table, [key])).get(key);

export async function createSpecification(table: Table, made: Omit<Specification, 'key'>): Promise<Specification> {
  const number = await nextNumber(table, `SPEC#${made.projectKey}`);
  const specification = { ...made, key: specificationKey(made.projectKey, number) };
  await writeAll(table, [
    putNew(table, { ...keys.specification(specification.key), ...specification }, idTaken),
    putRow(table, listRow(specification)),
  ]);
  return specification;
}

export const changeSpecification = (table: Table, specification: Specification): Promise<void> =>
  writeAll(table, [
    replaceRow(table, { ...keys.specification(specification.key), ...specification }),
    putRow(table, listRow(specification)),
  ]);

export const listSpecifications = (
  table: Table,
  projectKey: string,
  page: { after?: string | undefined; limit: number },
): Promise<RecordPage<ListedSpecification>> =>
  recordPage(table, { PK: keys.specificationList('').PK, prefix: `${projectKey}-SPEC-`, ...page });
