/** One thing that a check asks of a table. */
export interface Rule {
  /** unique in the check: `type(age)`, or the name that the check's author gave it */
  name: string;
  kind: string;
  column?: string;
  /** what must be, in words */
  says: string;
  severity: 'error' | 'warning';
}

/** A fault that is listed. */
export interface TableError {
  /** index of the rule */
  rule: number;
  /** spreadsheet row, the header being row 1; absent where the fault is the whole table's */
  row?: number;
  column?: string;
  value?: string;
  message: string;
  /** byte of the file at which the row begins, where the value has still to be read from there */
  offset?: number;
  /** rows with the same fault that this one stands for */
  more?: number;
}

export interface TallyState {
  failed: number[];
  listed: number[];
  errors: TableError[];
}

/** Counts every fault, and lists some. */
export interface Tally {
  readonly failed: Float64Array;
  /** @param tell makes the entry of the list; called only if there is place for it */
  fail(rule: number, tell: () => Omit<TableError, 'rule'>, times?: number): void;
  /** at most `most`, in the order of their rows, whatever rule they break */
  errors(): readonly TableError[];
  state(): TallyState;
}

/** However many errors of others came first, so many of each rule are listed. */
const OF_EACH_RULE = 20;
/** Characters of a value that a report shows. */
const SHOWN = 200;

export function createTally(rules: number, most: number, state?: TallyState): Tally {
  const failed = Float64Array.from(state?.failed ?? new Float64Array(rules));
  const listed = state?.listed.slice() ?? Array.from({ length: rules }, () => 0);
  const errors = state?.errors.slice() ?? [];
  return {
    failed,
    fail(rule, tell, times = 1) {
      failed[rule] = (failed[rule] as number) + times;
      if (errors.length >= most && (listed[rule] as number) >= OF_EACH_RULE) return;
      listed[rule] = (listed[rule] as number) + 1;
      errors.push({ rule, ...tell() });
    },
    errors: () => errors,
    state: () => ({ failed: [...failed], listed: [...listed], errors: [...errors] }),
  };
}

/** A value as a report shows it. */
export const shown = (value: string): string => (value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
