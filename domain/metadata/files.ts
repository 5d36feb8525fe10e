import type { Issue } from '../errors.ts';
import type { LinkedFiles, Named, RecordValues } from './metadataset.ts';
import { fileFields } from './record.ts';
import type { FieldRule } from './rules.ts';

/** One id of a request, and what was found by it. */
export interface Requested<T> {
  /** as given */
  reference: string;
  found: T | undefined;
}

/** What is asked of a file that a submission or a service execution takes. */
export interface CandidateFile extends Named {
  name: string;
  submitterId: string;
  contentUploaded?: boolean;
  /** it is part of a committed submission */
  submitted: boolean;
}

/** A field of a record that names a file. */
export interface FileReference {
  set: Named;
  field: string;
  fileName: string;
}

export const entityOf = ({ uuid, siteId }: Named): { uuid: string; site: string } => ({ uuid, site: siteId });

/** Things that cannot be had: those not found, then those of others. Both names are the id as it was given. */
export function accessIssues(requested: readonly Requested<{ submitterId: string }>[], userId: string): Issue[] {
  const named = (reference: string) => ({ uuid: reference, site: reference });
  return [
    ...requested
      .filter(({ found }) => found === undefined)
      .map(({ reference }) => ({ entity: named(reference), message: 'Not found' })),
    ...requested
      .filter(({ found }) => found !== undefined && found.submitterId !== userId)
      .map(({ reference }) => ({ entity: named(reference), message: 'Access denied' })),
  ];
}

/** What was found, once each: a request may name a thing by its UUID and by its site id. */
export const distinct = <T extends Named>(requested: readonly Requested<T>[]): T[] => [
  ...new Map(requested.flatMap(({ found }) => (found === undefined ? [] : [[found.uuid, found] as const]))).values(),
];

export const fileStateIssues = (files: readonly CandidateFile[]): Issue[] => [
  ...files
    .filter(({ contentUploaded }) => contentUploaded !== true)
    .map((file) => ({ entity: entityOf(file), message: 'No data uploaded' })),
  ...files
    .filter(({ submitted }) => submitted)
    .map((file) => ({ entity: entityOf(file), message: 'Already submitted' })),
];

/** The files that a record names; neither null nor an empty text names one. */
export function fileReferences(set: Named, record: RecordValues, rules: readonly FieldRule[]): FileReference[] {
  return fileFields(rules).flatMap((field) => {
    const fileName = Object.hasOwn(record, field) ? record[field] : null;
    return fileName ? [{ set, field, fileName }] : [];
  });
}

/** Files and records go together by name: each file is named once, and each name is a file. */
export function associationIssues(files: readonly CandidateFile[], references: readonly FileReference[]): Issue[] {
  const provided = count(files.map(({ name }) => name));
  const named = count(references.map(({ fileName }) => fileName));
  const place = ({ set, field }: FileReference) => ({ entity: entityOf(set), field });
  return [
    ...files
      .filter(({ name }) => (provided.get(name) ?? 0) > 1)
      .map((file) => ({
        entity: entityOf(file),
        message: 'Filename occurs multiple times among provided files',
      })),
    ...references
      .filter(({ fileName }) => (named.get(fileName) ?? 0) > 1)
      .map((reference) => ({ ...place(reference), message: 'Filename occurs multiple times in metadata' })),
    ...files
      .filter(({ name }) => !named.has(name))
      .map((file) => ({ entity: entityOf(file), message: 'File included without reference in metadata' })),
    ...references
      .filter(({ fileName }) => !provided.has(fileName))
      .map((reference) => ({ ...place(reference), message: 'Referenced file not provided' })),
  ];
}

function count(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The files of each metadataset (by its UUID) by the fields that name them. */
export function linkFiles(
  files: readonly CandidateFile[],
  references: readonly FileReference[],
): Map<string, LinkedFiles> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const links = new Map<string, Record<string, Named>>();
  for (const { set, field, fileName } of references) {
    const file = byName.get(fileName);
    if (file === undefined) continue;
    const fields = links.get(set.uuid) ?? {};
    fields[field] = { uuid: file.uuid, siteId: file.siteId };
    links.set(set.uuid, fields);
  }
  return links;
}
