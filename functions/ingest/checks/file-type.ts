import { hashObject } from '../../../adapters/content/hash.ts';
import { inflateHead } from '../../../adapters/content/inflate.ts';
import type { StoredFile } from '../../../adapters/tables/rows/text-table.ts';
import type { Check } from '../../../domain/conformance/checks.ts';
import type { CheckOutcome } from '../../../domain/conformance/outcome.ts';
import { inspectFile } from '../../../domain/quality/inspect.ts';

/** Is the content of one of the types? Judged as every step 3 judges it: by the two ends of the file. */
export async function checkFileType(
  check: Extract<Check, { kind: 'fileType' }>,
  fileName: string,
  file: StoredFile,
): Promise<CheckOutcome> {
  const faults: string[] = [];
  for (const type of check.types) {
    const asked = { name: fileName, type, declared: { checksums: [] }, stored: { size: file.size, proved: {} } };
    const result = await inspectFile(asked, { read: file.read, inflate: inflateHead, hash: hashObject });
    if (!result.done) throw new Error(`The format of ${fileName} was not judged.`);
    const fault = result.report.checks.find(({ outcome }) => outcome === 'failed');
    if (fault === undefined) return outcomeOf(check, fileName, []);
    faults.push(fault.message);
  }
  return outcomeOf(check, fileName, faults);
}

function outcomeOf({ name, input, types, severity }: Check & { kind: 'fileType' }, file: string, faults: string[]) {
  const says = `the file must be of type ${types.join(' or ')}`;
  const failed = faults.length === 0 ? 0 : 1;
  const rule = { name: 'fileType', kind: 'fileType', says, severity, checked: 1, failed };
  const message = `${says}. ${faults.join(' ')}`;
  const errors = failed === 0 ? [] : [{ rule: 0, message }];
  return { check: name, kind: 'fileType' as const, input, file, rules: [rule], errors, keys: [] };
}
