import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createSubmission } from '../../../adapters/dynamodb/submission-create.ts';
import { allList, groupList, listLength, newestOf, ownList } from '../../../adapters/dynamodb/submission-lists.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import type { Account } from '../../../domain/account/account.ts';
import { newIdentity } from '../../../domain/submission/identity.ts';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { SITE_IDS } from '../../domain/site-ids.ts';
import { account, group } from './account-fixtures.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

const EACH = 4;

let local: LocalTable;
let inject: Inject = () => undefined;
const groups = [group('One'), group('Two')];
const people: Account[] = [];
beforeAll(async () => {
  local = await startLocalTable((...request) => inject(...request));
  for (const one of groups) await createGroupStore(local.table).create(one);
  for (let index = 0; index < 6; index++) {
    const person = await account(groups[index % 2] ?? groups[0] ?? group(''), `person${index}`);
    await createUserStore(local.table).create(person);
    people.push(person);
  }
});
afterAll(() => local.close());

const create = ({ userId, username, groupId }: Account) => {
  const now = '2027-03-01T12:00:00Z';
  const made = { door: 'nemo', submitterId: userId, submitter: username, groupId, state: 'running' } as const;
  const submission = { ...made, createdAt: now, updatedAt: now, attempt: 1, steps: {} };
  return createSubmission(local.table, { submission, dueAt: now }, () => newIdentity(randomBytes, SITE_IDS));
};

/** The ordinals that the newest rows of a list have, and its length. */
async function ordinals(list: Parameters<typeof newestOf>[1], length: number) {
  const rows = await newestOf(local.table, list, length + 1);
  return rows.map((row) => (row as unknown as Record<string, number>)[`${list.index}No`]);
}
const counted = (length: number) => Array.from({ length }, (_, index) => length - index);

describe('many submissions at once', () => {
  test.each<[string, Inject]>([
    ['that only race each other', () => undefined],
    ['where every other transaction meets another one', flaky('conflict', 2)],
    ['where the answer to every fifth transaction is lost', flaky('lost-reply', 5)],
  ])('%s: every list is dense, and as long as its counter says', async (_name, faults) => {
    const before = await listLength(local.table, allList());
    inject = faults;
    const made = await Promise.all(people.flatMap((person) => Array.from({ length: EACH }, () => create(person))));
    inject = () => undefined;
    expect(new Set(made.map(({ id }) => id)).size).toBe(people.length * EACH);
    const all = before + people.length * EACH;
    expect(await ordinals(allList(), all)).toEqual(counted(all));
    expect(await listLength(local.table, allList())).toBe(all);
    for (const { groupId } of groups) expect(await ordinals(groupList(groupId), all / 2)).toEqual(counted(all / 2));
    for (const { userId } of people) {
      expect(await ordinals(ownList(userId), all / people.length)).toEqual(counted(all / people.length));
      expect((await createUserStore(local.table).get(userId))?.ownCount).toBe(all / people.length);
    }
  });
});

/** A fault in every so many transactions, in each once: its next tries are to find out what became of it. */
function flaky(fault: 'conflict' | 'lost-reply', every: number): Inject {
  const seen = new Set<unknown>();
  return (operation, body) => {
    const token = (body as { ClientRequestToken?: string }).ClientRequestToken;
    if (operation !== 'TransactWriteItems' || seen.has(token)) return undefined;
    seen.add(token);
    return seen.size % every === 0 ? fault : undefined;
  };
}
