import type { Seen } from '../../../domain/conformance/keys/key-table.ts';
import type { CheckOutcome } from '../../../domain/conformance/outcome.ts';
import type { TableError } from '../../../domain/conformance/tally.ts';

/** Faults of one rule that are found out of the order of their rows: all are counted, the earliest are listed. */
export interface KeyFaults {
  tell: (seen: Seen, first: number) => void;
  /** adds them to what the check found so far */
  addTo(outcome: CheckOutcome, most: number): void;
}

/**
 * @param count rows that break the rule where a key was seen like this
 * @param message what to say of one
 */
export function collectKeyFaults(
  rule: number,
  column: string,
  count: (seen: Seen) => number,
  message: (first: number) => string,
): KeyFaults {
  let failed = 0;
  let found: TableError[] = [];
  const earliest = (most: number) => found.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)).slice(0, most);
  return {
    tell(seen, first) {
      const rows = count(seen);
      failed += rows;
      const { row, offset } = seen;
      found.push({ rule, row, column, message: message(first), offset, ...(rows > 1 && { more: rows - 1 }) });
      if (found.length >= 40_000) found = earliest(10_000);
    },
    addTo(outcome, most) {
      const ruled = outcome.rules[rule];
      if (ruled === undefined) return;
      ruled.failed += failed;
      outcome.errors.push(...earliest(most));
    },
  };
}
