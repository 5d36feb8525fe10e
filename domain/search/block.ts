import type { Door, Policy, State } from '../submission/submission.ts';
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
  doors: Door[];
  /** 1: made in a browser */
  fromWeb: (0 | 1)[];
  names: (string | null)[];
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
    doors: entries.map(({ door }) => door),
    fromWeb: entries.map(({ via }) => (via === 'web' ? 1 : 0)),
    names: entries.map(({ name }) => name ?? null),
  };
}

/** Which of the block's submissions match, by their place in it. */
export function searchBlock(block: SearchBlock, criteria: Criteria): number[] {
  return [...block.ids.keys()].filter((index) => matches(criteria, entryAt(block, index)));
}

function entryAt(block: SearchBlock, index: number): Searchable {
  const policy = block.policies[index];
  const name = block.names[index];
  return {
    id: block.ids[index] ?? '',
    submitter: block.submitters[block.submitterOf[index] ?? 0] ?? '',
    enteredAt: block.enteredAt[index] ?? '',
    state: block.states[index] ?? 'draft',
    door: block.doors[index] ?? 'nemo',
    via: block.fromWeb[index] === 1 ? 'web' : 'api',
    ...(policy && { policy }),
    ...(name && { name }),
  };
}
