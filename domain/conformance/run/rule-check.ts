import type { CompiledTable, RowRule } from '../compiled-table.ts';
import type { Tally } from '../tally.ts';
import { BAD, type CurrentRow } from './current-row.ts';

/** Asks the rules of the check about the current row. */
export function createRuleCheck(table: CompiledTable, current: CurrentRow, tally: Tally, from?: readonly number[]) {
  const { rowRules, rules } = table;
  const ruled = Float64Array.from(from ?? new Float64Array(rowRules.length));
  const isBad = (field: number): boolean => current.states[field] === BAD;
  return {
    rules() {
      for (let at = 0; at < rowRules.length; at += 1) {
        const { rule, fields, holds } = rowRules[at] as RowRule;
        if (fields.some(isBad)) continue;
        const outcome = holds(current.view);
        if (outcome === null) continue;
        ruled[at] = (ruled[at] as number) + 1;
        if (outcome !== false) continue;
        const { column = '', says = '' } = rules[rule] ?? {};
        tally.fail(rule, () => ({ row: current.row, column, value: current.shownOf(fields), message: says }));
      }
    },
    /** rows about which each rule said anything */
    counts: () => [...ruled],
  };
}
