import { DomainError, type Issue, invalid } from '../errors.ts';
import { type CheckRun, startCheck } from './check-run.ts';
import type { ManifestDefinitions } from './definitions.ts';
import { fileReader } from './file-reader.ts';
import type { ManifestRow } from './finding.ts';
import { detectProfile } from './header.ts';
import type { CompilePattern } from './pattern.ts';
import type { ManifestProfile } from './profile.ts';
import { type ManifestFile, type ManifestReport, unreadable } from './report.ts';
import type { ManifestTable, TableRow } from './table.ts';

export interface CheckOptions {
  compile: CompilePattern;
  /** errors (and warnings) that are told; all are counted. Default 100 */
  maxIssues?: number;
  /** check against this profile instead of the one that the header belongs to */
  profile?: string;
  /**
   * Takes the files one by one, as long as no error has been found. A later row may still make the manifest invalid,
   * so what is kept of them must wait for the report.
   */
  onFile?: (file: ManifestFile) => void | Promise<void>;
  /** Takes every row as it was read; `wrong`: something is said of it. */
  onRow?: (row: TableRow, wrong: boolean) => void;
}

export const DEFAULT_MAX_ISSUES = 100;

/** The profiles that a manifest may belong to. @throws DomainError when the one asked for does not exist */
export function candidateProfiles(definitions: ManifestDefinitions, wanted?: string): ManifestProfile[] {
  const enabled = definitions.profiles.filter((profile) => profile.enabled);
  if (wanted === undefined) return enabled;
  const found = enabled.filter((profile) => profile.name === wanted);
  if (found.length > 0) return found;
  const known = enabled.map((profile) => profile.name).join(', ');
  throw invalid(`There is no manifest profile '${wanted}'. Profiles: ${known || 'none'}.`);
}

/** Checks a whole manifest in one pass; memory grows with its file names only, never with its rows. */
export async function checkManifest(
  table: ManifestTable,
  definitions: ManifestDefinitions,
  options: CheckOptions,
): Promise<ManifestReport> {
  const maxIssues = options.maxIssues ?? DEFAULT_MAX_ISSUES;
  const detected = detectProfile(table.header, candidateProfiles(definitions, options.profile));
  if ('issues' in detected) return unreadable(detected.issues, maxIssues);
  const { layout } = detected;
  const run = startCheck(layout, definitions, options.compile, maxIssues);
  const toFile = fileReader(layout.profile, definitions);
  const emit = async (row: ManifestRow) => options.onFile?.(toFile(row));
  let rows = 0;
  for await (const row of readable(table.rows, run)) {
    const before = run.found();
    const clean = run.row(row);
    options.onRow?.(row, run.found() > before);
    rows += 1;
    if (rows > layout.profile.maxRows) break;
    if (clean !== undefined && options.onFile !== undefined) await emit(clean);
  }
  return run.report();
}

/** Passes rows on; where the table cannot be read further, that ends the check instead of hiding what it found. */
async function* readable(rows: AsyncIterable<TableRow>, run: CheckRun): AsyncGenerator<TableRow> {
  try {
    yield* rows;
  } catch (error) {
    if (!isFileRefusal(error)) throw error;
    run.stop(refusalIssues(error));
  }
}

/** Is the file to blame? Whatever else goes wrong while it is read (storage that is away) says nothing about it. */
export const isFileRefusal = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.kind === 'invalid' || error.kind === 'tooLarge');

/** What a refused file has to say, as issues. */
export function refusalIssues(error: DomainError): readonly Issue[] {
  return error.issues.length > 0 ? error.issues : [{ message: error.message, rule: 'file' }];
}
