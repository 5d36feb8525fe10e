import { columnTerms } from './column-terms.ts';
import type { ManifestDefinitions } from './definitions.ts';
import type { ManifestRow } from './finding.ts';
import type { ManifestProfile } from './profile.ts';
import type { ManifestFile } from './report.ts';
import { isBlank } from './table.ts';

/** Reads the file that a checked row announces. */
export function fileReader(
  profile: ManifestProfile,
  definitions: ManifestDefinitions,
): (row: ManifestRow) => ManifestFile {
  const terms = columnTerms(profile, definitions);
  const indexOf = (column: string | undefined) => profile.columns.findIndex(({ name }) => name === column);
  const [checksumAt, formatAt] = [indexOf(profile.checksum?.column), indexOf(profile.format?.column)];
  return (row) => {
    const read = (index: number): string => {
      const value = row.values[index] ?? '';
      return terms[index]?.find(value) ?? value;
    };
    const entries = profile.columns.map(({ name }, index): [string, string] => [name, read(index)]);
    const checksum = read(checksumAt).toLowerCase();
    const fileType = read(formatAt);
    return {
      row: row.row,
      name: row.file,
      ...(profile.checksum &&
        checksum !== '' && { checksum: { algorithm: profile.checksum.algorithm, value: checksum } }),
      ...(!isBlank(fileType) && { fileType }),
      metadata: Object.fromEntries(entries.filter(([, value]) => !isBlank(value))),
    };
  };
}
