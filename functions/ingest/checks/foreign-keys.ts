import type { FileRow } from '../../../adapters/dynamodb/file-store.ts';
import type { Bucket } from '../../../adapters/s3/client.ts';
import type { TextState } from '../../../adapters/tables/rows/text-table.ts';
import { referredTable } from '../../../domain/conformance/check-faults.ts';
import type { Checks, TableCheck } from '../../../domain/conformance/checks.ts';
import { referredKeyId } from '../../../domain/conformance/compiled-table.ts';
import { missingKeys } from '../../../domain/conformance/keys/merge.ts';
import type { CheckOutcome } from '../../../domain/conformance/outcome.ts';
import { storedFile } from './check-input.ts';
import { collectKeyFaults } from './key-faults.ts';
import { textOptions } from './scan.ts';
import { addValues, addWorkbookValues } from './values-of-rows.ts';
import type { WorkStore } from './work-store.ts';

/** All that is known when every input has been checked. */
export interface Found {
  checks: Checks;
  outcomes: ReadonlyMap<TableCheck | Checks[number], CheckOutcome>;
  files: ReadonlyMap<string, FileRow>;
  work: WorkStore;
  uploads: Bucket;
}

/**
 * Looks the foreign keys of a table up in the tables to which they refer, and adds what is not found to its outcome.
 * A key that refers to an input that is not there, or could not be read, is not asked for: its rule counts nothing.
 * @returns whether anything was added
 */
export async function checkForeignKeys(check: TableCheck, outcome: CheckOutcome, found: Found): Promise<boolean> {
  const listed = outcome.errors.length;
  const before = outcome.rules.reduce((sum, rule) => sum + rule.failed, 0);
  for (const [index, key] of check.schema.foreignKeys.entries()) {
    const asked = outcome.keys.find(({ id }) => id === `foreign-${index}`);
    const rule = asked?.foreignRule ?? -1;
    const ruled = outcome.rules[rule];
    if (ruled === undefined || asked === undefined) continue;
    const target = referredTable(key, check, found.checks);
    const id = target && referredKeyId(target, key.reference.fields);
    const among = target && found.outcomes.get(target)?.keys.find((candidate) => candidate.id === id);
    if (among === undefined) {
      ruled.checked = 0;
      continue;
    }
    const faults = collectKeyFaults(
      rule,
      key.fields.join(', '),
      ({ count }) => count,
      () => ruled.says,
    );
    await missingKeys(asked.runs, among.runs, found.work.read, faults.tell);
    faults.addTo(outcome, check.maxErrors);
  }
  if (outcome.errors.length > listed) outcome.errors = await withValues(check, outcome, found);
  return outcome.rules.reduce((sum, rule) => sum + rule.failed, 0) > before;
}

async function withValues(check: TableCheck, outcome: CheckOutcome, found: Found) {
  const row = found.files.get(check.input);
  const { table } = outcome;
  if (row === undefined || table === undefined) return outcome.errors;
  const file = storedFile(found.uploads, row);
  if (table.delimiter === undefined) {
    const bytes = async () => Buffer.from(await file.read(0, file.size));
    return addWorkbookValues(outcome.errors, bytes, check, table.columns);
  }
  const state = { encoding: table.encoding as TextState['encoding'], delimiter: table.delimiter };
  return addValues(outcome.errors, file, { options: textOptions(check), state }, table.columns);
}
