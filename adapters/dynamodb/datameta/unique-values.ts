import type { Metadataset } from '../../../domain/metadata/metadataset.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import { putMany } from '../batch-write.ts';
import type { Table } from '../client.ts';
import { type Key, keys } from '../keys.ts';
import { sha256Hex } from '../sha256.ts';
import type { Metadatum } from './metadata-store.ts';
import { allSets, readList } from './metadataset-lists.ts';

/** The row of a value that no two submissions may have. */
export const uniqueKey = (metadatumUuid: string, value: string): Key =>
  keys.uniqueValue(metadatumUuid, sha256Hex(value));

/**
 * Guards the values that submissions have already, where a metadatum becomes unique: 100,000 metadatasets are read and
 * written within some 15 s. Repeatable. Where two have the same value, it stays with either.
 * @param since milliseconds; what was submitted before is left out
 */
export async function holdSubmittedValues(table: Table, metadatum: Metadatum, since: number): Promise<void> {
  for await (const sets of readList(table, { list: allSets(), from: since, current: true })) {
    const held = new Map<string, Key & { claim: string }>();
    for (const set of sets) {
      const value = valueIn(underCurrentNames(set, [metadatum]), metadatum);
      if (!value || set.claim === undefined) continue;
      const key = uniqueKey(metadatum.uuid, value);
      held.set(key.PK, { ...key, claim: set.claim });
    }
    await putMany(table, [...held.values()]);
  }
}

function valueIn(set: Metadataset, { name, service }: Metadatum): string | null | undefined {
  const record = service === null ? set.record : set.executions[service.uuid]?.record;
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
