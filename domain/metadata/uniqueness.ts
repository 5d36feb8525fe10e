import type { Issue } from '../errors.ts';
import { entityOf } from './files.ts';
import type { Named, RecordValues } from './metadataset.ts';
import type { FieldRule } from './rules.ts';

/** A value that no other submission of the site may have. */
export interface UniqueClaim {
  metadatumUuid: string;
  value: string;
  /** where it stands */
  set: Named;
  field: string;
}

/** A metadataset as far as unique values go. */
export interface RecordOfSet extends Named {
  record: RecordValues;
}

interface Place {
  set: Named;
  value: string;
}

/** Neither null nor an empty text is a value that could stand twice. */
const placesOf = (sets: readonly RecordOfSet[], { name }: FieldRule): Place[] =>
  sets.flatMap((set) => {
    const value = Object.hasOwn(set.record, name) ? set.record[name] : null;
    return value ? [{ set, value }] : [];
  });

/** Values that stand twice where they may not; every place is reported. */
export function repeatedValueIssues(sets: readonly RecordOfSet[], rules: readonly FieldRule[]): Issue[] {
  return rules
    .filter(({ isSubmissionUnique, isSiteUnique }) => isSubmissionUnique || isSiteUnique)
    .flatMap((rule) =>
      [...Map.groupBy(placesOf(sets, rule), ({ value }) => value).values()]
        .filter((places) => places.length > 1)
        .flat()
        .map(({ set }) => issue(set, rule.name, 'Violation of intra-submission unique constraint')),
    );
}

/** The values that a submission needs for itself. */
export const uniqueClaims = (sets: readonly RecordOfSet[], rules: readonly FieldRule[]): UniqueClaim[] =>
  rules
    .filter(({ isSiteUnique }) => isSiteUnique)
    .flatMap((rule) =>
      placesOf(sets, rule).map(({ set, value }) => ({
        metadatumUuid: rule.uuid,
        value,
        set: { uuid: set.uuid, siteId: set.siteId },
        field: rule.name,
      })),
    );

/** @param taken those claims whose values other submissions have */
export const takenValueIssues = (taken: readonly UniqueClaim[]): Issue[] =>
  taken.map(({ set, field }) => issue(set, field, 'Violation of global unique constraint'));

const issue = (set: Named, field: string, message: string): Issue => ({ entity: entityOf(set), field, message });
