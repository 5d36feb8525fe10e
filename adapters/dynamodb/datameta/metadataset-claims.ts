import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import { readMany } from '../read-many.ts';
import type { SubmissionRow } from '../submission-store.ts';
import type { MetadatasetRow } from './metadataset-store.ts';

/**
 * The same metadatasets, each as it counts: what a submission has that is committed is submitted, though its row may
 * not say so yet; every other claim is none. No call where no row is in between, which is nearly always.
 */
export async function asTheyCount(table: Table, rows: readonly MetadatasetRow[]): Promise<MetadatasetRow[]> {
  const claims = rows.flatMap(({ claim, submission }) =>
    claim !== undefined && submission === undefined ? claim : [],
  );
  if (claims.length === 0) return [...rows];
  const submissions = await readMany(table, claims.map(keys.submission));
  return rows.map((row) => {
    if (row.claim === undefined || row.submission !== undefined) return row;
    const holder = submissions.get(keys.submission(row.claim).PK) as unknown as SubmissionRow | undefined;
    return holder === undefined || holder.staging !== undefined ? row : submitted(row, holder);
  });
}

const submitted = (
  row: MetadatasetRow,
  { uuid, siteId, groupId, createdAt, committedAt }: SubmissionRow,
): MetadatasetRow => ({
  ...row,
  submission: { uuid, siteId },
  groupId,
  submittedAt: committedAt ?? createdAt,
});
