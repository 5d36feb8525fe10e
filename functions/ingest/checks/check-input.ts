import { randomBytes } from 'node:crypto';
import type { Table } from '../../../adapters/dynamodb/client.ts';
import type { FileRow } from '../../../adapters/dynamodb/file-store.ts';
import { getSnapshot } from '../../../adapters/dynamodb/gateway/draft-store.ts';
import type { Bucket } from '../../../adapters/s3/client.ts';
import { readRange } from '../../../adapters/s3/objects.ts';
import type { StoredFile } from '../../../adapters/tables/rows/text-table.ts';
import { referredTable } from '../../../domain/conformance/check-faults.ts';
import { type Check, type Checks, slugOf, type TableCheck } from '../../../domain/conformance/checks.ts';
import { type CheckOutcome, problemOf } from '../../../domain/conformance/outcome.ts';
import { checkFileType } from './file-type.ts';
import { cleanedOutput } from './outputs.ts';
import type { ScanResult, ScanState } from './scan.ts';
import { scanTable } from './scan-table.ts';
import { openWorkStore, type WorkStore } from './work-store.ts';

/** Where checks read and write. */
export interface CheckPlaces {
  table: Table;
  uploads: Bucket;
  releases: Bucket;
}

/** Which check of an input is at work, and under which name it was put away. */
export interface CheckProgress {
  check: number;
  state?: string;
}

export type InputResult = { done: true; problems: string[] } | { done: false; progress: CheckProgress };

/** The checks that a submission's specification had when it was made. */
export async function checksOf(table: Table, id: string): Promise<Checks> {
  const snapshot = await getSnapshot(table, id);
  if (snapshot === undefined) throw new Error(`Submission ${id} has no specification.`);
  return snapshot.checks;
}

const outcomeName = (check: Check): string => `outcomes/${slugOf(check.name)}.json`;

/** What a check found, as `checkInput` has left it. */
export async function readOutcome(work: WorkStore, check: Check): Promise<CheckOutcome | undefined> {
  const bytes = await work.get(outcomeName(check));
  return bytes && (JSON.parse(bytes.toString()) as CheckOutcome);
}

/** Runs the checks of one input, one after another, from where an earlier invocation stopped. */
export async function checkInput(
  places: CheckPlaces,
  file: FileRow,
  checks: Checks,
  isLate: () => boolean,
  from: CheckProgress = { check: 0 },
): Promise<InputResult> {
  const work = openWorkStore(places.uploads, file.submissionId);
  const nonce = `state/${randomBytes(9).toString('base64url')}`;
  const own = checks.filter(({ input }) => input === file.key);
  for (const [index, check] of own.entries()) {
    if (index < from.check) continue;
    const state = index === from.check && from.state !== undefined ? await readState(work, from.state) : undefined;
    const result = await runCheck(places, { file, check, checks, work, isLate, nonce: `${nonce}-${index}` }, state);
    if (!result.done) {
      await work.put(`${nonce}/scan.json`, JSON.stringify(result.state));
      return { done: false, progress: { check: index, state: `${nonce}/scan.json` } };
    }
    await work.put(outcomeName(check), JSON.stringify(result.outcome));
    if (isLate() && index + 1 < own.length) return { done: false, progress: { check: index + 1 } };
  }
  const outcomes = await Promise.all(own.map((check) => readOutcome(work, check)));
  return { done: true, problems: outcomes.flatMap((outcome) => (outcome && problemOf(outcome)) ?? []) };
}

async function readState(work: WorkStore, name: string): Promise<ScanState> {
  const bytes = await work.get(name);
  if (bytes === undefined) throw new Error(`The state ${name} of a check is not there any more.`);
  return JSON.parse(bytes.toString()) as ScanState;
}

interface Run {
  file: FileRow;
  check: Check;
  checks: Checks;
  work: WorkStore;
  isLate: () => boolean;
  nonce: string;
}

async function runCheck(places: CheckPlaces, run: Run, state: ScanState | undefined): Promise<ScanResult> {
  const { file, check, checks, work, isLate, nonce } = run;
  const fileName = nameOf(file);
  const stored = storedFile(places.uploads, file);
  if (check.kind === 'fileType') return { done: true, outcome: await checkFileType(check, fileName, stored) };
  const cleaned = { bucket: places.releases, key: cleanedOutput(file.submissionId, check).key };
  const referred = referredFields(check, checks);
  return scanTable({ check, fileName, file: stored, work, cleaned, referred, isLate, nonce }, state);
}

/** As its sender named the file, if that is known. */
const nameOf = (file: FileRow): string => file.input?.fileName ?? file.name;

export function storedFile(bucket: Bucket, { name, objectKey, versionId, size }: FileRow): StoredFile {
  if (objectKey === undefined || versionId === undefined || size === undefined)
    throw new Error(`${name} is not there.`);
  return { size, read: (start, end) => readRange({ bucket, key: objectKey, versionId, start, end }) };
}

/** Fields of this table to which keys refer, its own or those of other tables. */
function referredFields(check: TableCheck, checks: Checks): string[][] {
  return checks.flatMap((other) =>
    other.kind === 'table'
      ? other.schema.foreignKeys
          .filter((key) => referredTable(key, other, checks) === check)
          .map((key) => key.reference.fields)
      : [],
  );
}
