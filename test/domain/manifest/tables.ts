import { checkManifest } from '../../../domain/manifest/check.ts';
import { BUILT_IN, type ManifestDefinitions } from '../../../domain/manifest/definitions.ts';
import { type ProfileInput, profileSchema } from '../../../domain/manifest/profile.ts';
import type { ManifestFile, ManifestReport } from '../../../domain/manifest/report.ts';
import type { CellFault, ManifestTable, TableRow } from '../../../domain/manifest/table.ts';

/** A table of cells, the header being row 1. */
export function tableOf(
  rows: readonly (readonly string[])[],
  faults: ReadonlyMap<number, CellFault[]> = new Map(),
): ManifestTable {
  const [header = [], ...rest] = rows;
  const withFaults = (cells: readonly string[], index: number): TableRow => {
    const found = faults.get(index + 2);
    return { row: index + 2, cells, ...(found && { faults: found }) };
  };
  return { header: { row: 1, cells: header }, rows: iterate(rest.map(withFaults)) };
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** Patterns of tests are run by the engine at hand; the safe one is an adapter and tested there. */
export const compile = (source: string) => {
  const pattern = new RegExp(`^(?:${source})$`);
  return { size: source.length, test: (value: string) => pattern.test(value) };
};

export interface Checked extends ManifestReport {
  files: ManifestFile[];
}

export async function check(
  rows: readonly (readonly string[])[] | ManifestTable,
  definitions: ManifestDefinitions = BUILT_IN,
  options: { maxIssues?: number; profile?: string } = {},
): Promise<Checked> {
  const files: ManifestFile[] = [];
  const table = 'header' in rows ? rows : tableOf(rows);
  const report = await checkManifest(table, definitions, {
    ...options,
    compile,
    onFile: (file) => {
      files.push(file);
    },
  });
  return { ...report, files };
}

/** Definitions with one profile: columns `name` and `access`, and what the test adds. */
export function oneProfile(
  parts: Partial<ProfileInput> & { columns: ProfileInput['columns'] },
  terms: string[] = [],
): ManifestDefinitions {
  const profile = profileSchema.parse({
    name: 'test',
    title: 'Test',
    fileName: { column: 'name' },
    access: { policy: 'open' },
    ...parts,
  });
  return { profiles: [profile], vocabularies: terms.length > 0 ? [{ name: 'terms', terms }] : [] };
}

/** What a test compares: where, which rule, what is suggested. */
export const places = (report: ManifestReport) =>
  report.errors.map(({ row, column, rule, suggestion }) =>
    [row, column, rule, ...(suggestion === undefined ? [] : [suggestion])].join(' '),
  );
