import { canonicalUuid } from '../../../domain/uuid.ts';
import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import { readMany } from '../read-many.ts';

/** The kinds of record that are found by UUID or by site id. */
export type ReferredKind = 'stagedFile' | 'metadataset' | 'service';

/** A site id as it is stored. */
const siteIdOf = (reference: string): string => reference.trim().toUpperCase();

/**
 * Which records do these references name? UUIDs, in any spelling, need no look-up; site ids cost one read for every
 * hundred.
 * @returns the UUID of each reference that can name a record of this kind
 */
export async function uuidsOf(
  table: Table,
  kind: ReferredKind,
  references: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const bySite = new Map<string, string>();
  for (const reference of references) {
    const uuid = canonicalUuid(reference);
    if (uuid === undefined) bySite.set(reference, keys.ref(siteIdOf(reference)).PK);
    else found.set(reference, uuid);
  }
  const rows = await readMany(
    table,
    [...bySite.keys()].map((reference) => keys.ref(siteIdOf(reference))),
  );
  for (const [reference, PK] of bySite) {
    const row = rows.get(PK);
    if (row?.['kind'] === kind) found.set(reference, String(row['uuid']));
  }
  return found;
}
