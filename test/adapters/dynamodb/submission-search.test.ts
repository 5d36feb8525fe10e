import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealBlock } from '../../../adapters/dynamodb/search-blocks.ts';
import { reopen } from '../../../adapters/dynamodb/step-store.ts';
import { allList, ownList } from '../../../adapters/dynamodb/submission-lists.ts';
import { searchList } from '../../../adapters/dynamodb/submission-search.ts';
import { getSubmission, type SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { type Criteria, criteriaOf, matches, searchDocument } from '../../../domain/search/criteria.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';
import { endedRow, fill, USER } from './submission-rows.ts';

const LENGTH = 3300;
const POLICIES = ['open', 'restricted', 'embargo', undefined];
const STATES = ['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled'];
const SUBMITTERS = ['Ada', 'grace', 'edsger'];

/** A submission an hour, the last hundred of them still running; every tenth was made long before it entered. */
function rowOf(no: number): Record<string, unknown> {
  const entered = new Date(Date.UTC(2026, 0, 1) + no * 3_600_000).toISOString();
  const early = no % 10 === 0 && { createdAt: '2025-06-01T00:00:00Z', committedAt: entered };
  return endedRow(no, {
    submitter: SUBMITTERS[no % 3],
    policy: POLICIES[no % 4],
    door: no % 7 === 0 ? 'jobs' : 'nemo',
    ...(no % 6 === 0 && { via: 'web', label: `Étude ${no} ${'x'.repeat(no % 200)}end` }),
    state: no > LENGTH - 100 ? 'running' : STATES[no % 5],
    createdAt: `${entered.slice(0, 19)}Z`,
    updatedAt: `${entered.slice(0, 19)}Z`,
    ...early,
  });
}

const enteredOf = (no: number) => `${new Date(Date.UTC(2026, 0, 1) + no * 3_600_000).toISOString().slice(0, 19)}Z`;

/** The same by looking at every row. */
function expected(criteria: Criteria): string[] {
  return Array.from({ length: LENGTH }, (_, index) => LENGTH - index)
    .map((no) => ({ ...(rowOf(no) as unknown as SubmissionRow), enteredAt: enteredOf(no) }))
    .filter((row) => matches(criteria, row))
    .map(({ id }) => id);
}

const QUERIES: [string, Parameters<ReturnType<typeof searchDocument>['parse']>[0]][] = [
  ['everything', {}],
  ['a submitter', { submitter: 'ADA' }],
  ['part of an id', { id: '33' }],
  ['a policy', { policy: 'restricted' }],
  ['what failed', { status: 'error' }],
  ['what runs', { status: ['in-progress'] }],
  ['a month', { 'start-date': '2026-03-01', 'end-date': '2026-03-31' }],
  ['part of a month, of somebody, complete', { 'start-date': '2026-02-10', submitter: 'e', status: 'complete' }],
  ['a day before there was anything', { 'end-date': '2025-12-31' }],
];

describe('searching a long list', () => {
  let local: LocalTable;
  let calls = 0;
  beforeAll(async () => {
    local = await startLocalTable();
    await fill(local.table, LENGTH, rowOf);
    local.table.client.middlewareStack.add((next) => (args) => {
      calls += 1;
      return next(args);
    });
  });
  beforeEach(() => {
    calls = 0;
  });
  afterAll(() => local.close());

  const search = (document: unknown, list = allList()) =>
    searchList(local.table, list, LENGTH, criteriaOf(searchDocument().parse(document)));

  test.each(QUERIES)('%s: the same whether or not it has been searched before', async (_what, document) => {
    const wanted = expected(criteriaOf(searchDocument().parse(document)));
    for (let time = 1; time <= 2; time++) {
      const found = await search(document);
      expect(found.total).toBe(wanted.length);
      expect(found.slice(0, LENGTH)).toEqual(wanted);
      expect(found.slice(150, 100)).toEqual(wanted.slice(150, 250));
    }
  });

  test('reads what has ended long ago in one call, and of the rest what has not', async () => {
    await search({ submitter: 'ada' });
    calls = 0;
    await search({ submitter: 'ada' });
    // the blocks, and the 300 submissions behind the last whole thousand
    expect(calls).toBe(2);
  });

  test('sees what runs again, and what became of it', async () => {
    const id = 's000500';
    const submission = await getSubmission(local.table, id);
    if (submission === undefined) throw new Error('There is no such submission.');
    await search({}, ownList(USER));
    const now = new Date().toISOString();
    await reopen(local.table, submission, undefined, now, now);
    for (const list of [allList(), ownList(USER)]) {
      const running = await search({ status: 'in-progress' }, list);
      expect(running.slice(0, LENGTH)).toContain(id);
      expect((await search({ status: ['complete', 'error'] }, list)).slice(0, LENGTH)).not.toContain(id);
    }
    // one block is read row by row until everything in it has ended long ago
    calls = 0;
    await search({});
    expect(calls).toBe(3);
  });

  test('keeps nothing that was read before a block was opened', async () => {
    const stale = Array.from({ length: 1000 }, (_, index) => rowOf(1000 - index) as unknown as SubmissionRow);
    await sealBlock(local.table, allList().key, 1, stale);
    const running = await search({ status: 'in-progress' });
    expect(running.slice(0, LENGTH)).toContain('s000500');
  });
});
