import { invalid } from '../errors.ts';
import { candidateProfiles } from './check.ts';
import { columnTerms } from './column-terms.ts';
import type { ManifestDefinitions } from './definitions.ts';
import { detectProfile, headerNames, nearestDifference } from './header.ts';
import type { ManifestProfile } from './profile.ts';
import type { ManifestTable, TableRow } from './table.ts';
import type { TermIndex } from './vocabulary.ts';

/**
 * The manifest with every suggestion applied: misspelt terms, and misspelt column names. Everything else stays as it
 * is, since nobody but its author knows what was meant.
 * @throws DomainError when the header belongs to no profile even then
 */
export async function* correctedCopy(
  table: ManifestTable,
  definitions: ManifestDefinitions,
  wanted?: string,
): AsyncGenerator<readonly string[]> {
  const profiles = candidateProfiles(definitions, wanted);
  const header = correctedHeader(table.header, profiles);
  const detected = detectProfile(header, profiles);
  if ('issues' in detected) throw invalid(detected.issues[0]?.message ?? '', { issues: detected.issues });
  yield header.cells;
  const { profile, positions } = detected.layout;
  const terms = new Map(
    columnTerms(profile, definitions).map((index, column): [number | undefined, TermIndex | undefined] => [
      positions[column],
      index,
    ]),
  );
  let rows = 0;
  for await (const row of table.rows) {
    rows += 1;
    if (rows > profile.maxRows) throw invalid(`The manifest has more than ${profile.maxRows} rows; split it first.`);
    yield row.cells.map((cell, index) => correctedCell(cell, terms.get(index)));
  }
}

function correctedCell(cell: string, terms: TermIndex | undefined): string {
  if (terms === undefined || cell.trim() === '' || terms.find(cell) !== undefined) return cell;
  return terms.nearest(cell) ?? cell;
}

function correctedHeader(header: TableRow, profiles: readonly ManifestProfile[]): TableRow {
  const names = headerNames(header);
  const difference = nearestDifference(names, profiles);
  for (const { position, suggestion } of difference?.unexpected ?? []) {
    if (suggestion !== undefined && !names.includes(suggestion)) names[position - 1] = suggestion;
  }
  return { ...header, cells: names };
}
