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

export interface StreamReport extends ManifestReport {
  /** absent when the file could not be read as any of them */
  format?: ReadTable['format'];
}

/**
 * Checks the bytes of a manifest in one pass, whatever format they are in: the one check behind dry runs, manifest
 * checks and the first ingest step. A file that cannot be read makes a report as well, so that callers see one shape.
 */
export async function checkManifestStream(
  source: ByteSource,
  definitions: ManifestDefinitions,
  options: Omit<CheckOptions, 'compile'> = {},
): Promise<StreamReport> {
  let table: ReadTable;
  try {
    table = await readTable(source, { sheets: sheetNames(definitions) });
  } catch (error) {
    if (!isFileRefusal(error)) throw error;
    return unreadable(refusalIssues(error), options.maxIssues ?? DEFAULT_MAX_ISSUES);
  }
  const report = await checkManifest(table, definitions, { ...options, compile: compilePattern });
  return { ...report, format: table.format };
}

/** Sheets that profiles ask for by name. */
export const sheetNames = (definitions: ManifestDefinitions): string[] =>
  definitions.profiles.flatMap((profile) => (profile.enabled && profile.sheet !== undefined ? [profile.sheet] : []));
