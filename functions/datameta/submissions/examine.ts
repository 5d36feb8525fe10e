import { listMetadata } from '../../../adapters/dynamodb/datameta/metadata-store.ts';
import { asTheyCount } from '../../../adapters/dynamodb/datameta/metadataset-claims.ts';
import { findMetadatasets } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import {
  findStagedFiles,
  type StagedFileRow,
  submittedAmong,
} from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { takenValues } from '../../../adapters/dynamodb/datameta/submitting.ts';
import { type DomainError, type Issue, invalid } from '../../../domain/errors.ts';
import type { CandidateFile, Requested } from '../../../domain/metadata/files.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import { type CandidateSet, checkSubmission, type SubmissionCheck } from '../../../domain/metadata/submission.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import { table } from '../../table.ts';
import { rulesOf } from '../rules.ts';

export interface Requests {
  metadatasetIds: readonly string[];
  fileIds: readonly string[];
}

/** All that is asked for, and all that is wrong with it. */
export interface Examined extends SubmissionCheck {
  /** the files as they are stored */
  fileRows: StagedFileRow[];
}

/** Looks everything up that a submission asks for, and checks it. */
export async function examine(requests: Requests, userId: string): Promise<Examined> {
  const [definitions, files, sets] = await Promise.all([
    listMetadata(table),
    requestedFiles([...new Set(requests.fileIds)]),
    requestedSets([...new Set(requests.metadatasetIds)]),
  ]);
  const metadatasets = sets.map(({ reference, found }) => ({
    reference,
    found: found && underCurrentNames(found, definitions),
  }));
  const check = checkSubmission({ files: files.requested, metadatasets }, userId, rulesOf(definitions));
  return {
    ...check,
    issues: [...check.issues, ...takenValueIssues(await takenValues(table, check.claims))],
    fileRows: check.files.flatMap(({ uuid }) => files.rows.get(uuid) ?? []),
  };
}

export async function requestedFiles(references: readonly string[]) {
  const found = await findStagedFiles(table, references);
  const submitted = await submittedAmong(table, [...found.values()]);
  const requested = references.map((reference): Requested<CandidateFile> => {
    const file = found.get(reference);
    return { reference, found: file && { ...file, submitted: submitted.has(file.uuid) } };
  });
  return { requested, rows: new Map([...found.values()].map((file) => [file.uuid, file])) };
}

async function requestedSets(references: readonly string[]) {
  const found = await findMetadatasets(table, references);
  const counting = new Map((await asTheyCount(table, [...found.values()])).map((set) => [set.uuid, set]));
  return references.map((reference) => {
    const set = counting.get(found.get(reference)?.uuid ?? '');
    return { reference, found: set && { ...set, submitted: set.submission !== undefined } };
  }) satisfies Requested<CandidateSet>[];
}

/** A function's answer has 6 MB at most; an issue has some 200 bytes. */
const MOST_ISSUES = 20_000;

/** @throws DomainError `invalid` with all that is wrong */
export function requireValid({ issues }: Examined): void {
  if (issues.length > 0) throw refusalOf(issues);
}

export function refusalOf(issues: readonly Issue[]): DomainError {
  const left = issues.length - MOST_ISSUES;
  const told = left > 0 ? [...issues.slice(0, MOST_ISSUES), { message: `And ${left} more errors.` }] : issues;
  return invalid('The submission is not valid.', { issues: told });
}
