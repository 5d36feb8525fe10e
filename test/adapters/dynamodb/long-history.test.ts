import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '../../../adapters/dynamodb/client.ts';
import {
  allList,
  groupList,
  listRange,
  ownList,
  type SubmissionList,
} from '../../../adapters/dynamodb/submission-lists.ts';
import { ordinalsOf, PAGE_SIZE } from '../../../domain/submission/page.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';
import { fill, GROUP, USER } from './submission-rows.ts';

const LENGTH = 10_000;

/** Read units of the calls so far; asks for them in every call. */
function metered({ client }: Table): () => number {
  let units = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const answer = await next(args);
      units +=
        (answer.output as { ConsumedCapacity?: { CapacityUnits?: number } }).ConsumedCapacity?.CapacityUnits ?? 0;
      return answer;
    },
    { step: 'initialize' },
  );
  return () => units;
}

describe('a history of ten thousand submissions', () => {
  let local: LocalTable;
  let units: () => number;
  beforeAll(async () => {
    local = await startLocalTable();
    await fill(local.table, LENGTH);
    units = metered(local.table);
  });
  afterAll(() => local.close());

  const read = async (list: SubmissionList, from: number, to: number) => {
    const before = units();
    const rows = await listRange(local.table, list, from, to);
    return { numbers: rows.map((each) => (each as unknown as { allNo: number }).allNo), cost: units() - before };
  };
  const readPage = (list: SubmissionList, page: number) => {
    const { from, to } = ordinalsOf(page, LENGTH) ?? { from: 0, to: 0 };
    return read(list, from, to);
  };

  test.each([
    ['own', ownList(USER)],
    ['group', groupList(GROUP)],
    ['all', allList()],
  ])('%s: the last page costs what the first one costs', async (_name, list) => {
    const first = await readPage(list, 1);
    const last = await readPage(list, LENGTH / PAGE_SIZE);
    expect(first.numbers).toEqual(Array.from({ length: PAGE_SIZE }, (_, index) => LENGTH - index));
    expect(last.numbers).toEqual(Array.from({ length: PAGE_SIZE }, (_, index) => PAGE_SIZE - index));
    // an ordinal of five digits takes a byte or two more than one of two digits: one rounding up of half a unit
    expect(Math.abs(first.cost - last.cost)).toBeLessThanOrEqual(0.5);
    const whole = await read(list, 1, LENGTH);
    expect(whole.cost).toBeGreaterThan((LENGTH / PAGE_SIZE - 5) * last.cost);
  });
});
