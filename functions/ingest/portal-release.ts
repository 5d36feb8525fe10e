import { allFiles, type FileRow, updateFile } from '../../adapters/dynamodb/file-store.ts';
import { claimIdentifier } from '../../adapters/dynamodb/identifier-store.ts';
import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import { sha256Hex } from '../../adapters/dynamodb/sha256.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { openObject, putObject } from '../../adapters/s3/objects.ts';
import { readTable } from '../../adapters/tables/read-table.ts';
import { delimitedLine, neutralise } from '../../adapters/tables/write-delimited.ts';
import { identifierOf } from '../../domain/file/identifier.ts';
import { formatFiles } from '../../domain/ingest/amounts.ts';
import { type ReceiptFile, receiptFile, receiptOf } from '../../domain/ingest/receipt.ts';
import type { Dataset } from '../../domain/submission/dataset.ts';
import { OUTPUTS, type Output, outputKey } from '../../domain/submission/outputs.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { readConfig } from '../config.ts';
import { fanOutHandler } from './fan-out.ts';
import { openFileStep } from './file-step.ts';
import { licenceOf } from './licence.ts';
import type { StepEvent } from './step.ts';

const { SITE_URL } = readConfig('SITE_URL');
const { table, uploads, releases, pace } = openFileStep();

/** Step 6: every file gets its permanent identifier; then the finished manifest, the receipt, the catalogue entry. */
const release = fanOutHandler({
  table,
  step: 'portal_release',
  ...pace,
  // No bytes are read here, and 25,000 files, the most that there are, are a minute's work: one shard will do.
  shardFiles: Number.POSITIVE_INFINITY,
  shardBytes: Number.POSITIVE_INFINITY,
  work: async (submission, file) => {
    if (file.identifier === undefined) await updateFile(table, file, { identifier: await identify(submission, file) });
    return 'done';
  },
  finish,
});

/** How far it is has been saved: the state machine calls the step again. */
class SliceEnded extends Error {
  override readonly name = 'SliceEnded';
}

/** The last state of the machine: behind it nobody asks whether more remains. */
export async function handler(event: StepEvent): Promise<void> {
  const { more } = await release(event);
  if (more) throw new SliceEnded(`Submission ${event.submissionId} has more files than the time was enough for.`);
}

async function identify(submission: SubmissionRow, file: FileRow): Promise<string> {
  for (let salt = 0; ; salt++) {
    const identifier = identifierOf(sha256Hex(`${submission.uuid}\n${file.key}\n${salt}`));
    if (await claimIdentifier(table, identifier, { submissionId: submission.id, fileKey: file.key })) return identifier;
  }
}

async function finish(ending: SubmissionRow) {
  const now = timestamp(new Date());
  const licence = await licenceOf(table, ending);
  const submission = { ...ending, ...(licence !== undefined && { licence }) };
  const files: ReceiptFile[] = [];
  for await (const file of allFiles(table, submission.id)) files.push(receiptFile(submission, file, SITE_URL));
  // made before anything is put: while this waited, a put that fails would be nobody's to catch
  const manifest = await finishedManifest(submission, files);
  await Promise.all([
    put(submission, OUTPUTS.receipt, JSON.stringify(receiptOf(submission, files, now))),
    put(submission, OUTPUTS.finishedManifest, manifest),
  ]);
  const entry = entryOf(submission, now);
  const message = `${formatFiles(files.length)} got permanent identifiers${entry ? ' and entered the catalogue' : ''}.`;
  const changes = licence === undefined ? {} : { licence };
  return { kind: 'passed' as const, message, changes, ...(entry !== undefined && { entry }) };
}

const put = (submission: SubmissionRow, output: Output, body: string) =>
  putObject({ bucket: releases, key: outputKey(submission.id, output), body, contentType: output.contentType });

/** Private data is in no catalogue. */
function entryOf(submission: SubmissionRow, releasedAt: string): Dataset | undefined {
  const { id, uuid, siteId, policy, embargoUntil, label, licence, fileCount = 0, totalBytes = 0 } = submission;
  if (policy === undefined || policy === 'private') return undefined;
  const title = label ?? `Submission ${id}`;
  return {
    id,
    uuid,
    siteId,
    title,
    policy,
    fileCount,
    totalBytes,
    releasedAt,
    ...(embargoUntil !== undefined && { embargoUntil }),
    ...(licence !== undefined && { licence }),
  };
}

/** The submitted table with two more columns. Cells are data of strangers that people open in a spreadsheet. */
async function finishedManifest(submission: SubmissionRow, files: readonly ReceiptFile[]): Promise<string> {
  if (submission.manifest === undefined) return plainManifest(files);
  const byRow = new Map(files.map((file) => [file.row, file]));
  const { stream } = await openObject({ bucket: uploads, key: submission.manifest.key });
  const { profiles } = await createDefinitionStore(table).load();
  const sheet = profiles.find(({ name }) => name === submission.profile)?.sheet;
  const { header, rows } = await readTable(stream, sheet === undefined ? {} : { sheets: [sheet] });
  const lines = [delimitedLine([...header.cells, 'Identifier', 'URL'].map(neutralise), '\t')];
  for await (const { row, cells } of rows) {
    const file = byRow.get(row);
    // editors cut empty cells at the end of a row, or add some
    const aligned = header.cells.map((_, index) => cells[index] ?? '');
    lines.push(delimitedLine([...aligned, file?.identifier ?? '', file?.url ?? ''].map(neutralise), '\t'));
  }
  return lines.join('');
}

function plainManifest(files: readonly ReceiptFile[]): string {
  const lines = [delimitedLine(['File_name', 'Identifier', 'URL'], '\t')];
  for (const { name, identifier, url } of files)
    lines.push(delimitedLine([name, identifier, url].map(neutralise), '\t'));
  return lines.join('');
}
