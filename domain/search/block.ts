import type { Policy, State } from '../submission/submission.ts';
import { type Criteria, matches, type Searchable } from './criteria.ts';

/**
 * What a search compares of many submissions, column by column: the table keeps it compressed, so that searching a
 * million submissions reads some megabytes and not a gigabyte. Only submissions that have ended are kept so.
 */
export interface SearchBlock {
  /** newest first, as in a list */
  ids: string[];
  /** each submitter once, and for every submission which of them */
  submitters: string[];
  submitterOf: number[];
  enteredAt: string[];
  policies: (Policy | null)[];
  states: State[];
}

export function packBlock(entries: readonly Searchable[]): SearchBlock {
  const numbers = new Map<string, number>();
  const numberOf = (submitter: string): number => {
    const number = numbers.get(submitter) ?? numbers.size;
    numbers.set(submitter, number);
    return number;
  };
  const submitterOf = entries.map(({ submitter }) => numberOf(submitter));
  return {
    ids: entries.map(({ id }) => id),
    submitters: [...numbers.keys()],
    submitterOf,
    enteredAt: entries.map(({ enteredAt }) => enteredAt),
    policies: entries.map(({ policy }) => policy ?? null),
    states: entries.map(({ state }) => state),
  };
}

/** The ids of the matching submissions, newest first. */
export function searchBlock(block: SearchBlock, criteria: Criteria): string[] {
  return block.ids.filter((id, index) => {
    const policy = block.policies[index];
    return matches(criteria, {
      id,
      submitter: block.submitters[block.submitterOf[index] ?? 0] ?? '',
      enteredAt: block.enteredAt[index] ?? '',
      state: block.states[index] ?? 'draft',
      ...(policy && { policy }),
    });
  });
}
