import type { Table } from '../../adapters/dynamodb/client.ts';
import { readContent } from '../../adapters/dynamodb/datameta/content-store.ts';
import { publishMetadatasets } from '../../adapters/dynamodb/datameta/metadataset-store.ts';
import { publishFiles } from '../../adapters/dynamodb/datameta/submitting.ts';
import { keys } from '../../adapters/dynamodb/keys.ts';
import { readMany } from '../../adapters/dynamodb/read-many.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import type { StepResult } from './step.ts';

/**
 * Step 1 of a submission whose metadata was checked when it was made: everything in it is still its own, and is shown
 * as such.
 */
export async function validateContent(table: Table, submission: SubmissionRow): Promise<StepResult> {
  const { sets, files } = await publishContent(table, submission.id);
  const amount = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`);
  const message = `${amount(sets, 'metadataset')} and ${amount(files, 'file')} are valid.`;
  return { kind: 'passed', message, changes: { fileCount: files } };
}

/** How to publish. */
interface Publishing {
  /** asked before every piece: whoever has no more time leaves the rest */
  isLate?: () => boolean;
  /** the submission counts since just now: nothing of it is shown yet */
  isFresh?: boolean;
}

/**
 * Shows everything in a committed submission to whoever may see it; what is shown already is left alone.
 * @throws Error where something in it belongs to another submission, which cannot be
 */
export async function publishContent(
  table: Table,
  id: string,
  { isLate = () => false, isFresh = false }: Publishing = {},
): Promise<{ sets: number; files: number }> {
  const submission = await getSubmission(table, id);
  if (submission === undefined || submission.staging !== undefined) throw new Error(`Submission ${id} does not count.`);
  const shown = { sets: 0, files: 0 };
  const { uuid, siteId, groupId, createdAt, committedAt = createdAt } = submission;
  for await (const sets of readContent(table, id, 'metadatasets')) {
    if (isLate()) return shown;
    shown.sets += sets.length;
    const hidden = isFresh ? sets : await hiddenOf(table, id, sets, keys.metadataset);
    await publishMetadatasets(table, { id, uuid, siteId, groupId, createdAt: committedAt }, hidden);
  }
  for await (const files of readContent(table, id, 'files')) {
    if (isLate()) return shown;
    shown.files += files.length;
    const hidden = isFresh ? files : await hiddenOf(table, id, files, keys.stagedFile);
    await publishFiles(
      table,
      submission,
      hidden.map((file) => file.uuid),
    );
  }
  return shown;
}

async function hiddenOf<T extends { uuid: string }>(
  table: Table,
  id: string,
  entries: readonly T[],
  keyOf: typeof keys.stagedFile,
): Promise<T[]> {
  const rows = await readMany(
    table,
    entries.map(({ uuid: one }) => keyOf(one)),
  );
  return entries.filter((entry) => {
    const row = rows.get(keyOf(entry.uuid).PK);
    if (row?.['claim'] !== id) throw new Error(`${entry.uuid} is not submission ${id}'s.`);
    return row['groupKey'] === undefined;
  });
}
