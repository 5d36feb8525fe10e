import { forbidden, type Issue, invalid } from '../errors.ts';
import {
  accessIssues,
  associationIssues,
  type CandidateFile,
  distinct,
  fileReferences,
  fileStateIssues,
  linkFiles,
  type Requested,
} from './files.ts';
import type { LinkedFiles, Metadataset, Named, RecordValues } from './metadataset.ts';
import { examineRecord, storedRecord } from './record.ts';
import type { FieldRule } from './rules.ts';
import { type UniqueClaim, uniqueClaims } from './uniqueness.ts';

const UNKNOWN = 'Metadatum unknown or not associated with the specified service.';

/** @throws DomainError `forbidden` for whoever is no user of the service, and for a second execution */
export function requireExecutable(
  service: { uuid: string; userIds: readonly string[] },
  set: Pick<Metadataset, 'executions'>,
  userId: string,
): void {
  if (!service.userIds.includes(userId)) throw forbidden('You are not a user of this service.');
  if (Object.hasOwn(set.executions, service.uuid)) {
    throw forbidden('This service has already been executed for this metadataset.');
  }
}

export interface ExecutionRequest {
  /** as handed in */
  record: Readonly<Record<string, unknown>>;
  /** every id looked up; the same id is there once */
  files: readonly Requested<CandidateFile>[];
}

export interface ExecutionResult {
  record: RecordValues;
  files: CandidateFile[];
  fileIds: LinkedFiles;
  /** values that no other submission may have */
  claims: UniqueClaim[];
}

/**
 * What a service reports about a metadataset.
 * @param rules of the service
 * @throws DomainError `invalid`: with the fields that are not the service's, else with the files that cannot be had,
 * else with all that is wrong
 */
export function checkExecution(
  request: ExecutionRequest,
  set: Named,
  userId: string,
  rules: readonly FieldRule[],
): ExecutionResult {
  const known = new Set(rules.map(({ name }) => name));
  const unknown = Object.keys(request.record).filter((field) => !known.has(field));
  refuseIf(unknown.map((field) => ({ field, message: UNKNOWN })));
  refuseIf(accessIssues(request.files, userId));

  const files = distinct(request.files);
  const { texts, issues } = examineRecord(request.record, rules);
  const references = fileReferences(set, texts, rules);
  refuseIf([...issues, ...fileStateIssues(files), ...associationIssues(files, references)]);
  const record = storedRecord(texts, rules);
  return {
    record,
    files,
    fileIds: linkFiles(files, references).get(set.uuid) ?? {},
    claims: uniqueClaims([{ ...set, record }], rules),
  };
}

function refuseIf(issues: readonly Issue[]): void {
  if (issues.length > 0) throw invalid('The service execution is not valid.', { issues });
}
