import { expect, it } from 'vitest';
import {
  addConformance,
  conformancePercent,
  type RuleConformance,
  type RuleTotal,
} from '../../../domain/gateway/conformance.ts';
import { isAssignmentKey, isSpecificationKey, sortableKey } from '../../../domain/gateway/keys.ts';

const rule = (name: string, checked: number, failed: number): RuleConformance => ({
  check: 'Table',
  rule: name,
  severity: 'warning',
  checked,
  failed,
});

it('sums rules over submissions, and counts a submission once for each', () => {
  const totals = new Map<string, RuleTotal>();
  addConformance(totals, [rule('a', 10, 0), rule('b', 10, 2)]);
  addConformance(totals, [{ ...rule('a', 5, 5), severity: 'error' }]);
  expect([...totals.values()]).toEqual([
    { check: 'Table', rule: 'a', severity: 'error', checked: 15, failed: 5, submissions: 2, failedSubmissions: 1 },
    { check: 'Table', rule: 'b', severity: 'warning', checked: 10, failed: 2, submissions: 1, failedSubmissions: 1 },
  ]);
});

it('sums the rules of a check to one, which fails once for a submission', () => {
  const totals = new Map<string, RuleTotal>();
  addConformance(totals, [rule('a', 10, 1), rule('b', 10, 2), rule('c', 10, 0)], ({ check }) => check);
  expect([...totals.values()]).toMatchObject([{ checked: 30, failed: 3, submissions: 1, failedSubmissions: 1 }]);
});

it('never rounds what has failed up to a hundred', () => {
  expect(conformancePercent({ checked: 1_000_000, failed: 1 })).toBe(99.99);
  expect(conformancePercent({ checked: 3, failed: 1 })).toBe(66.66);
  expect(conformancePercent({ checked: 0, failed: 0 })).toBe(100);
});

it('tells keys apart, and sorts them by number', () => {
  expect(['MP-ASSN-1', 'MP-SPEC-1', 'mp-ASSN-1', 'MP-ASSN-01', 'MP-ASSN-'].map(isAssignmentKey)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(['MP-SPEC-999999', 'MP-SPEC-1000000'].map(isSpecificationKey)).toEqual([true, false]);
  const keys = ['MP-SPEC-10', 'MP-SPEC-9', 'MP-SPEC-1'];
  expect(keys.toSorted((a, b) => (sortableKey(a) < sortableKey(b) ? -1 : 1))).toEqual(keys.toReversed());
});
