import type { Table } from '../../adapters/dynamodb/client.ts';
import { readContent } from '../../adapters/dynamodb/datameta/content-store.ts';
import { publishFiles } from '../../adapters/dynamodb/datameta/file-publication.ts';
import { publishMetadatasets } from '../../adapters/dynamodb/datameta/metadataset-store.ts';
import type { StagedFileRow } from '../../adapters/dynamodb/datameta/staged-file-store.ts';
import type { Material } from '../../adapters/dynamodb/datameta/submitting.ts';
import { inTurn, pieces } from '../../adapters/dynamodb/in-turn.ts';
import { keys } from '../../adapters/dynamodb/keys.ts';
import { readMany } from '../../adapters/dynamodb/read-many.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import type { StepResult } from './step.ts';

/**
 * Step 1 of a submission whose metadata was checked when it was made: everything in it is still its own, and is shown
 * as such. What is shown already is left alone.
 */
export async function validateContent(table: Table, submission: SubmissionRow): Promise<StepResult> {
  const committed = await committedSubmission(table, submission.id);
  let setCount = 0;
  for await (const sets of readContent(table, committed.id, 'metadatasets')) {
    setCount += sets.length;
    const rows = await ownRows(table, committed.id, sets, keys.metadataset);
    const hidden = sets.filter(({ uuid }) => rows.get(uuid)?.['submittedAt'] === undefined);
    await publishMetadatasets(table, ofSets(committed), hidden);
  }
  let fileCount = 0;
  for await (const files of readContent(table, committed.id, 'files')) {
    fileCount += files.length;
    while (!(await publishHidden(table, committed, files)));
  }
  const amount = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`);
  const message = `${amount(setCount, 'metadataset')} and ${amount(fileCount, 'file')} are valid.`;
  return { kind: 'passed', message, changes: { fileCount } };
}

async function publishHidden(table: Table, submission: SubmissionRow, files: readonly { uuid: string }[]) {
  const rows = (await ownRows(table, submission.id, files, keys.stagedFile)).values() as Iterable<unknown>;
  const hidden = [...(rows as Iterable<StagedFileRow>)].filter(({ submittedAt }) => submittedAt === undefined);
  return publishFiles(table, submission, hidden);
}

const PIECE = 400;

/**
 * Shows what a submission consists of that counts since just now.
 * @param isLate says when to leave the rest to step 1
 */
export async function publishMaterial(
  table: Table,
  id: string,
  { metadatasets, links, files }: Pick<Material, 'metadatasets' | 'links' | 'files'>,
  isLate: () => boolean,
): Promise<void> {
  const submission = await committedSubmission(table, id);
  const sets = metadatasets.map(({ uuid }) => ({ uuid, fileIds: links.get(uuid) ?? {} }));
  const inTime = async <T>(entries: readonly T[], show: (some: T[]) => Promise<unknown>) => {
    await inTurn(pieces(entries, PIECE), 1, async (some) => (isLate() ? undefined : show(some)));
  };
  await Promise.all([
    inTime(sets, (some) => publishMetadatasets(table, ofSets(submission), some)),
    inTime(files, (some) => publishFiles(table, submission, some)),
  ]);
}

async function committedSubmission(table: Table, id: string): Promise<SubmissionRow> {
  const submission = await getSubmission(table, id);
  if (submission === undefined || submission.staging !== undefined) throw new Error(`Submission ${id} does not count.`);
  return submission;
}

const ofSets = ({ id, uuid, siteId, groupId, createdAt, committedAt = createdAt }: SubmissionRow) => ({
  id,
  uuid,
  siteId,
  groupId,
  createdAt: committedAt,
});

/** By UUID. @throws Error where something in the submission belongs to another one, which cannot be */
async function ownRows(
  table: Table,
  id: string,
  entries: readonly { uuid: string }[],
  keyOf: typeof keys.stagedFile,
): Promise<Map<string, Record<string, unknown>>> {
  const rows = await readMany(
    table,
    entries.map(({ uuid }) => keyOf(uuid)),
  );
  const own = new Map<string, Record<string, unknown>>();
  for (const { uuid } of entries) {
    const row = rows.get(keyOf(uuid).PK);
    if (row?.['claim'] !== id) throw new Error(`${uuid} is not submission ${id}'s.`);
    own.set(uuid, row);
  }
  return own;
}
