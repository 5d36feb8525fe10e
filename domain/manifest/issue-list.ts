import type { Issue } from '../errors.ts';

/** Counts every issue and keeps the first ones, so that a manifest of errors costs no memory. */
export interface IssueList {
  readonly issues: readonly Issue[];
  readonly total: number;
  /** `make` runs only when the issue is kept: its message and its suggestion cost time */
  add(make: () => Issue): void;
}

export function issueList(limit: number): IssueList {
  const issues: Issue[] = [];
  let total = 0;
  return {
    issues,
    get total() {
      return total;
    },
    add(make) {
      total += 1;
      if (issues.length < limit) issues.push(make());
    },
  };
}

/** The first `limit` issues of several lists by row. Each list is in row order, so none of the first is missing. */
export function mergeIssues(lists: readonly IssueList[], limit: number): { issues: Issue[]; total: number } {
  const issues = lists
    .flatMap((list) => list.issues)
    .sort((left, right) => (left.row ?? 0) - (right.row ?? 0))
    .slice(0, limit);
  return { issues, total: lists.reduce((sum, list) => sum + list.total, 0) };
}

/** Cells are quoted in answers up to this length; nobody needs a megabyte of one cell back. */
const SHOWN_VALUE = 200;

export const shorten = (value: string): string =>
  value.length <= SHOWN_VALUE ? value : `${value.slice(0, SHOWN_VALUE - 1)}…`;
