import type { Issue } from '../errors.ts';
import { shorten } from './issue-list.ts';
import { DEFAULT_MESSAGES } from './messages.ts';
import { nearestTerm } from './nearest.ts';
import type { ManifestProfile } from './profile.ts';
import type { TableRow } from './table.ts';

/** Where the columns of a profile stand in a table. */
export interface Layout {
  profile: ManifestProfile;
  /** cell index of each column of the profile; undefined: the table does not have it */
  positions: readonly (number | undefined)[];
  /** columns of the table */
  width: number;
}

/** The header's names: blanks around them and empty cells at the end do not count. */
export function headerNames(header: TableRow): string[] {
  const names = header.cells.map((cell) => cell.trim());
  while (names.length > 0 && names.at(-1) === '') names.pop();
  return names;
}

/** Finds the profile that a header belongs to, or says how the header differs from the nearest one. */
export function detectProfile(
  header: TableRow,
  profiles: readonly ManifestProfile[],
): { layout: Layout } | { issues: Issue[] } {
  const names = headerNames(header);
  const fitting = profiles.filter((profile) => fits(names, profile));
  const profile = fitting.sort((left, right) => right.columns.length - left.columns.length)[0];
  if (profile === undefined) return { issues: headerIssues(header.row, names, profiles) };
  const positions = profile.columns.map((column) => {
    const index = names.indexOf(column.name);
    return index < 0 ? undefined : index;
  });
  return { layout: { profile, positions, width: names.length } };
}

/** Columns that a table must have to be of this profile. */
function neededColumns(profile: ManifestProfile): string[] {
  const needed = profile.columns.filter(
    (column) => profile.strictOrder || column.required || column.name === profile.fileName.column,
  );
  return needed.map((column) => column.name);
}

function fits(names: readonly string[], profile: ManifestProfile): boolean {
  if (profile.strictOrder) {
    return names.length === profile.columns.length && profile.columns.every(({ name }, index) => names[index] === name);
  }
  const known = new Set(profile.columns.map((column) => column.name));
  return (
    new Set(names).size === names.length &&
    names.every((name) => known.has(name)) &&
    neededColumns(profile).every((name) => names.includes(name))
  );
}

/** How a header differs from a profile. */
export interface HeaderDifference {
  profile: ManifestProfile;
  missing: string[];
  unexpected: { name: string; position: number; suggestion: string | undefined }[];
  misplaced: { name: string; position: number }[];
}

/** The difference to the profile that shares the most columns; undefined when none shares any. */
export function nearestDifference(
  names: readonly string[],
  profiles: readonly ManifestProfile[],
): HeaderDifference | undefined {
  let best: { profile: ManifestProfile; likeness: number } | undefined;
  for (const profile of profiles) {
    const likeness = likenessOf(names, profile);
    if (likeness > (best?.likeness ?? 0)) best = { profile, likeness };
  }
  return best && difference(names, best.profile);
}

/** Shared columns among all columns, 0 to 1; case makes no difference. */
function likenessOf(names: readonly string[], profile: ManifestProfile): number {
  const theirs = new Set(names.map((name) => name.toLowerCase()));
  const ours = new Set(profile.columns.map((column) => column.name.toLowerCase()));
  const shared = [...theirs].filter((name) => ours.has(name)).length;
  return shared / (theirs.size + ours.size - shared);
}

/** Names further right get no suggestion, so that a header of a thousand columns costs no second. */
const SUGGESTION_COLUMNS = 200;

function difference(names: readonly string[], profile: ManifestProfile): HeaderDifference {
  const columns = profile.columns.map((column) => column.name);
  const missing = neededColumns(profile).filter((name) => !names.includes(name));
  const absent = columns.filter((name) => !names.includes(name));
  const unexpected = names.flatMap((name, index) => {
    if (columns.includes(name) && names.indexOf(name) === index) return [];
    const suggestion = index < SUGGESTION_COLUMNS ? nearestTerm(name, absent) : undefined;
    return [{ name, position: index + 1, suggestion }];
  });
  const shared = names.filter((name, index) => columns.includes(name) && names.indexOf(name) === index);
  const inOrder = new Set(longestOrdered(shared.map((name) => columns.indexOf(name))).map((at) => columns[at]));
  const moved = profile.strictOrder ? shared.filter((name) => !inOrder.has(name)) : [];
  const misplaced = moved.map((name) => ({ name, position: names.indexOf(name) + 1 }));
  return { profile, missing, unexpected, misplaced };
}

/** The longest rising subsequence: what stays where it is when as few columns as possible are moved. */
function longestOrdered(numbers: readonly number[]): number[] {
  const best: number[][] = [];
  for (const [index, number] of numbers.entries()) {
    const before = best.slice(0, index).filter((run) => (run.at(-1) ?? -1) < number);
    const longest = before.reduce<number[]>((most, run) => (run.length > most.length ? run : most), []);
    best.push([...longest, number]);
  }
  return best.reduce<number[]>((most, run) => (run.length > most.length ? run : most), []);
}

function headerIssues(row: number, names: readonly string[], profiles: readonly ManifestProfile[]): Issue[] {
  const found = nearestDifference(names, profiles);
  if (found === undefined) {
    const known = profiles.map((profile) => `'${profile.name}'`).join(', ');
    return [{ message: `${DEFAULT_MESSAGES.header} Known profiles: ${known || 'none'}.`, row, rule: 'header' }];
  }
  const rule = found.missing.length + found.unexpected.length === 0 ? 'order' : 'header';
  const wording = found.profile.messages?.[rule] ?? DEFAULT_MESSAGES[rule];
  const summary = `${wording} Nearest profile: '${found.profile.name}' (${found.profile.title}). ${summarize(found)}`;
  return [{ message: summary, row, rule }, ...columnIssues(row, rule, found)];
}

function summarize({ missing, unexpected, misplaced }: HeaderDifference): string {
  const parts = [
    listNames('Missing', missing),
    listNames(
      'Unexpected',
      unexpected.map((column) => column.name),
    ),
    listNames(
      'Out of order',
      misplaced.map((column) => column.name),
    ),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

const NAMES_IN_MESSAGE = 10;

function listNames(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, NAMES_IN_MESSAGE).map((name) => `'${shorten(name)}'`);
  const rest = names.length - shown.length;
  return `${title}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

function columnIssues(row: number, rule: string, found: HeaderDifference): Issue[] {
  const place = (name: string) => found.profile.columns.findIndex((column) => column.name === name) + 1;
  return [
    ...found.missing.map((name) => ({
      message: `Column '${name}' is missing; it is column ${place(name)} of the profile.`,
      row,
      column: name,
      rule,
    })),
    ...found.unexpected.map(({ name, position, suggestion }) => ({
      message:
        `Column ${position} '${shorten(name)}' is not in the profile, or is there twice.` +
        (suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`),
      row,
      column: shorten(name),
      rule,
      ...(suggestion !== undefined && { suggestion }),
    })),
    ...found.misplaced.map(({ name, position }) => ({
      message: `Column '${name}' is column ${position} here and column ${place(name)} of the profile.`,
      row,
      column: name,
      rule,
    })),
  ];
}
