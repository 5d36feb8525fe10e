import { invalid } from '../errors.ts';
import { columnTerms } from './column-terms.ts';
import type { ManifestDefinitions } from './definitions.ts';
import { fileNameFault } from './file-name.ts';
import type { Finding, ManifestRow, Report } from './finding.ts';
import { listTerms, type RuleName } from './messages.ts';
import { type CompilePattern, PATTERN_VALUE_LIMIT, PATTERN_WORK_LIMIT } from './pattern.ts';
import type { Column, ManifestProfile } from './profile.ts';
import { isBlank } from './table.ts';
import { indexTerms, type TermIndex } from './vocabulary.ts';

/** What a single cell breaks, or nothing. */
type CellCheck = (value: string) => CellFault | undefined;
type CellFault = Pick<Finding, 'suggestion' | 'details'> & { rule: RuleName };

/** The columns of a profile, ready to check rows. */
export interface CompiledCells {
  /** the terms of each column: its vocabulary, or the access levels of the access column */
  terms: readonly (TermIndex | undefined)[];
  /** reports at most one fault per cell */
  check(row: ManifestRow, report: Report): void;
}

/** @throws DomainError when the profile names a vocabulary that is gone */
export function compileCells(
  profile: ManifestProfile,
  definitions: ManifestDefinitions,
  compile: CompilePattern,
): CompiledCells {
  const terms = columnTerms(profile, definitions);
  const spend = workMeter();
  const columns = profile.columns.map((column, index) => ({
    column,
    checks: checksOf(profile, column, terms[index], compile, spend),
  }));
  return {
    terms,
    check(row, report) {
      for (let index = 0; index < columns.length; index += 1) {
        const entry = columns[index];
        if (entry !== undefined) checkCell(entry.column, entry.checks, row, row.values[index] ?? '', report);
      }
    },
  };
}

function checkCell(column: Column, checks: readonly CellCheck[], row: ManifestRow, value: string, report: Report) {
  if (isBlank(value)) {
    if (column.required) report(() => ({ rule: 'required', row: row.row, file: row.file, column: column.name, value }));
    return;
  }
  for (const check of checks) {
    const fault = check(value);
    if (fault === undefined) continue;
    // the suggestion is a getter: only issues that are told pay for the search
    report(() => ({ ...fault, row: row.row, file: row.file, column: column.name, value }));
    return;
  }
}

function checksOf(
  profile: ManifestProfile,
  column: Column,
  terms: TermIndex | undefined,
  compile: CompilePattern,
  spend: (work: number) => void,
): CellCheck[] {
  const checks: CellCheck[] = [];
  if (column.minLength !== undefined || column.maxLength !== undefined) checks.push(lengthCheck(column));
  if (terms !== undefined && column.vocabulary !== undefined) checks.push(termCheck(terms, 'vocabulary'));
  const { access } = profile;
  if ('column' in access && access.column === column.name) {
    checks.push(termCheck(indexTerms(Object.keys(access.policies)), 'policy'));
  }
  if (profile.checksum?.column === column.name) checks.push(checksumCheck(profile.checksum.algorithm));
  if (column.pattern !== undefined) checks.push(patternCheck(column.pattern, compile, spend));
  if (profile.fileName.column === column.name) checks.push(fileNameCheck);
  return checks;
}

function lengthCheck({ minLength: min = 0, maxLength: max = 32_767 }: Column): CellCheck {
  return (value) =>
    value.length >= min && value.length <= max
      ? undefined
      : { rule: 'length', details: { min, max, actual: value.length } };
}

function termCheck(index: TermIndex, rule: 'vocabulary' | 'policy'): CellCheck {
  const details = { terms: listTerms(index.terms) };
  return (value) => {
    if (index.find(value) !== undefined) return undefined;
    return {
      rule,
      details,
      get suggestion() {
        return index.nearest(value);
      },
    };
  };
}

const HEX_DIGITS = { md5: 32, sha256: 64 } as const;
const HEX = /^[0-9a-f]+$/i;

function checksumCheck(algorithm: keyof typeof HEX_DIGITS): CellCheck {
  const expected = HEX_DIGITS[algorithm];
  return (value) => {
    if (value.length !== expected) return { rule: 'checksumLength', details: { expected, actual: value.length } };
    return HEX.test(value) ? undefined : { rule: 'checksum' };
  };
}

function patternCheck(source: string, compile: CompilePattern, spend: (work: number) => void): CellCheck {
  const pattern = compile(source);
  return (value) => {
    if (value.length > PATTERN_VALUE_LIMIT) {
      return { rule: 'length', details: { min: 0, max: PATTERN_VALUE_LIMIT, actual: value.length } };
    }
    spend(pattern.size * value.length);
    return pattern.test(value) ? undefined : { rule: 'pattern' };
  };
}

function workMeter(): (work: number) => void {
  let spent = 0;
  return (work) => {
    spent += work;
    if (spent <= PATTERN_WORK_LIMIT) return;
    throw invalid(
      'The patterns of this manifest profile take too much work for this many rows. A site administrator has to' +
        ' simplify them; until then split the manifest into smaller ones.',
    );
  };
}

const fileNameCheck: CellCheck = (value) => {
  const reason = fileNameFault(value);
  return reason === undefined ? undefined : { rule: 'fileName', details: { reason } };
};
