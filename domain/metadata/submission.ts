import type { Issue } from '../errors.ts';
import {
  accessIssues,
  associationIssues,
  type CandidateFile,
  distinct,
  entityOf,
  fileReferences,
  fileStateIssues,
  linkFiles,
  type Requested,
} from './files.ts';
import type { LinkedFiles, Named, RecordValues } from './metadataset.ts';
import { lintStored } from './record.ts';
import type { MetadataRules } from './rules.ts';
import { repeatedValueIssues, type UniqueClaim, uniqueClaims } from './uniqueness.ts';

/** What is asked of a metadataset that a submission takes. */
export interface CandidateSet extends Named {
  submitterId: string;
  record: RecordValues;
  /** it is part of a committed submission */
  submitted: boolean;
}

/** A request to submit, every id looked up; the same id is there once. */
export interface SubmissionRequest {
  files: readonly Requested<CandidateFile>[];
  metadatasets: readonly Requested<CandidateSet>[];
}

/** What a submission consists of, if there are no issues. */
export interface SubmissionCheck {
  issues: Issue[];
  files: CandidateFile[];
  metadatasets: CandidateSet[];
  /** by the UUID of the metadataset; those that name no file are not there */
  links: ReadonlyMap<string, LinkedFiles>;
  /** the caller adds `takenValueIssues` of those that are taken, as the last issues */
  claims: UniqueClaim[];
}

const refused = (issues: Issue[]): SubmissionCheck => ({
  issues,
  files: [],
  metadatasets: [],
  links: new Map(),
  claims: [],
});

/**
 * Checks a submission, or one that may be: all issues at once, in the documented order, unless there is nothing to
 * submit or something that cannot be had. Takes time linear in the number of files and values.
 */
export function checkSubmission(request: SubmissionRequest, userId: string, rules: MetadataRules): SubmissionCheck {
  if (request.files.length === 0 && request.metadatasets.length === 0) {
    return refused([{ message: 'Neither data nor metadata provided in submission.' }]);
  }
  const denied = [...accessIssues(request.files, userId), ...accessIssues(request.metadatasets, userId)];
  if (denied.length > 0) return refused(denied);

  const files = distinct(request.files);
  const metadatasets = distinct(request.metadatasets);
  const references = metadatasets.flatMap((set) => fileReferences(set, set.record, rules.regular));
  const issues = [
    ...fileStateIssues(files),
    ...metadatasets
      .filter(({ submitted }) => submitted)
      .map((set) => ({ entity: entityOf(set), message: 'Already submitted' })),
    ...associationIssues(files, references),
    ...metadatasets.flatMap((set) =>
      lintStored(set.record, rules.regular).map((issue) => ({ entity: entityOf(set), ...issue })),
    ),
    ...repeatedValueIssues(metadatasets, rules.regular),
  ];
  return {
    issues,
    files,
    metadatasets,
    links: linkFiles(files, references),
    claims: uniqueClaims(metadatasets, rules.regular),
  };
}
