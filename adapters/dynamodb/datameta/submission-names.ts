import type { Group } from '../../../domain/account/account.ts';
import type { Table } from '../client.ts';
import { type Key, keys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import type { MetadatasetRow } from './metadataset-store.ts';

/** What people call the submission of a metadataset, and those behind it. */
export interface Names {
  label?: string | undefined;
  userName?: string | undefined;
  group?: Pick<Group, 'uuid' | 'siteId' | 'name'> | undefined;
}

/** Names for any number of metadatasets: each submission, user and group is read once, 100 of them a call. */
export function createNames(table: Table) {
  const known = new Map<string, Record<string, unknown>>();
  const asked = new Set<string>();
  const read = async (wanted: readonly Key[]) => {
    const unknown = wanted.filter(({ PK }) => !asked.has(PK));
    for (const { PK } of unknown) asked.add(PK);
    for (const [PK, row] of await readMany(table, unknown)) known.set(PK, row);
  };
  return {
    of: async (rows: readonly MetadatasetRow[]): Promise<Names[]> => {
      await read(rows.flatMap((row) => Object.values(keysOf(row))));
      return rows.map((row) => {
        const { submission, user, group } = keysOf(row);
        return {
          label: known.get(submission.PK)?.['label'] as string | undefined,
          userName: known.get(user.PK)?.['fullName'] as string | undefined,
          group: known.get(group.PK) as unknown as Group | undefined,
        };
      });
    },
  };
}

const keysOf = ({ claim = '', submitterId, groupId = '' }: MetadatasetRow) => ({
  submission: keys.submission(claim),
  user: keys.user(submitterId),
  group: keys.group(groupId),
});
