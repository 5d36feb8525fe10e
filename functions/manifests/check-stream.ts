import type { ByteSource } from '../../adapters/tables/chunks.ts';
import { type ReadTable, readTable } from '../../adapters/tables/read-table.ts';
import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import {
  type CheckOptions,
  checkManifest,
  DEFAULT_MAX_ISSUES,
  isFileRefusal,
  refusalIssues,
} from '../../domain/manifest/check.ts';
import type { ManifestDefinitions } from '../../domain/manifest/definitions.ts';
import { type ManifestReport, unreadable } from '../../domain/manifest/report.ts';
import { keepTable, type ShownTable, type TableKeeper } from './shown-table.ts';

export interface StreamReport extends ManifestReport {
  /** absent when the file could not be read as any of them */
  format?: ReadTable['format'];
  /** where it was asked for, and a header could be read */
  table?: ShownTable;
}

export interface StreamOptions extends Omit<CheckOptions, 'compile' | 'onRow'> {
  /** report the rows too */
  showsTable?: boolean;
}

/**
 * Checks the bytes of a manifest in one pass, whatever format they are in: the one check behind dry runs, manifest
 * checks and the first ingest step. A file that cannot be read makes a report as well, so that callers see one shape.
 */
export async function checkManifestStream(
  source: ByteSource,
  definitions: ManifestDefinitions,
  { showsTable = false, ...options }: StreamOptions = {},
): Promise<StreamReport> {
  let table: ReadTable;
  try {
    table = await readTable(source, { sheets: sheetNames(definitions) });
  } catch (error) {
    if (!isFileRefusal(error)) throw error;
    return unreadable(refusalIssues(error), options.maxIssues ?? DEFAULT_MAX_ISSUES);
  }
  const keeper = showsTable ? keepTable(table.header) : undefined;
  const onRow = keeper && { onRow: keeper.keep };
  const checked = await checkManifest(table, definitions, { ...options, ...onRow, compile: compilePattern });
  const report: StreamReport = { ...checked, format: table.format };
  if (keeper === undefined) return report;
  // Nothing has looked at the rows where the header belongs to no profile.
  if (report.profile === undefined) await keepFirst(table, keeper);
  return { ...report, table: keeper.table(report) };
}

const FIRST_ROWS = 1_000;

async function keepFirst(table: ReadTable, { keep }: TableKeeper): Promise<void> {
  let rows = 0;
  try {
    for await (const row of table.rows) {
      keep(row, false);
      rows += 1;
      if (rows === FIRST_ROWS) return;
    }
  } catch (error) {
    if (!isFileRefusal(error)) throw error;
  }
}

/** Sheets that profiles ask for by name. */
export const sheetNames = (definitions: ManifestDefinitions): string[] =>
  definitions.profiles.flatMap((profile) => (profile.enabled && profile.sheet !== undefined ? [profile.sheet] : []));
