import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import type { Account, Group } from '../../../domain/account/account.ts';
import type { AccountStore, GroupStore } from '../../../domain/account/stores.ts';
import { account, group } from './account-fixtures.ts';
import { type LocalTable, startLocalTable } from './local-table.ts';

let local: LocalTable;
let users: AccountStore;
let groups: GroupStore;
let lab: Group;
let admin: Account;

beforeAll(async () => {
  local = await startLocalTable();
  users = createUserStore(local.table);
  groups = createGroupStore(local.table);
  lab = group('Lab');
  await groups.create(lab);
  admin = await create('admin', { siteAdmin: true });
});
afterAll(() => local.close());

async function create(username: string, roles: Partial<Account> = {}, where: Group = lab): Promise<Account> {
  const made = await account(where, username, roles);
  await users.create(made);
  return made;
}

describe('users', () => {
  test('are found by id, UUID in any case, site id, username and e-mail in any case', async () => {
    const made = await create('Finder');
    for (const reference of [made.userId, made.uuid, made.uuid.toUpperCase(), made.siteId, made.siteId.toLowerCase()]) {
      expect(await users.find(reference)).toEqual(made);
    }
    for (const name of ['finder', 'FINDER', 'Finder@Example.org']) expect(await users.findByLogin(name)).toEqual(made);
    expect(await users.find('DMU-99999999')).toBeUndefined();
    expect(await users.find(lab.uuid)).toBeUndefined();
    expect(await users.findByLogin('nobody')).toBeUndefined();
  });

  test('of one name asked for twenty times at once there is one', async () => {
    const wanted = await Promise.all(Array.from({ length: 20 }, () => account(lab, 'racer')));
    const results = await Promise.allSettled(wanted.map((each) => users.create(each)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ kind: 'conflict' });
    }
    const winner = await users.findByLogin('racer');
    expect(wanted.map((each) => each.userId)).toContain(winner?.userId);
    const { items } = await users.list({ limit: 100 });
    expect(items.filter((item) => item.username === 'racer')).toHaveLength(1);
  });

  test('a name or address that is taken in another case is refused by its field, and nothing is left behind', async () => {
    await create('taken');
    const sameName = { ...(await account(lab, 'TAKEN')), email: 'other@example.org' };
    await expect(users.create(sameName)).rejects.toMatchObject({ kind: 'conflict', issues: [{ field: 'username' }] });
    const sameMail = { ...(await account(lab, 'other')), email: 'Taken@example.org' };
    await expect(users.create(sameMail)).rejects.toMatchObject({ kind: 'conflict', issues: [{ field: 'email' }] });
    expect(await users.get(sameMail.userId)).toBeUndefined();
    expect(await users.find(sameMail.uuid)).toBeUndefined();
    await create('other');
  });

  test('cannot be put into a group that does not exist', async () => {
    await expect(users.create(await account(group('Nowhere'), 'stray'))).rejects.toMatchObject({ kind: 'notFound' });
  });

  test('are listed by name, page by page, each once; of one group where asked', async () => {
    const other = group('Other lab');
    await groups.create(other);
    for (const name of ['page-b', 'Page-A', 'page-c', 'page-e', 'page-d']) await create(name, {}, other);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await users.list({ groupId: other.groupId, limit: 2, after });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((item) => item.username));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['Page-A', 'page-b', 'page-c', 'page-d', 'page-e']);
    const all = await users.list({ limit: 100 });
    expect(all.next).toBeUndefined();
    expect(all.items.map((item) => item.username)).toContain('admin');
    const exactly = await users.list({ limit: all.items.length });
    expect(exactly.next).toBeUndefined();
  });
});

describe('a change of an account', () => {
  test('moves the user to the other group, in the record and in the lists', async () => {
    const target = group('Target');
    await groups.create(target);
    const made = await create('mover');
    const changed = await users.change(made, { groupId: target.groupId, siteRead: true }, admin);
    expect(await users.get(made.userId)).toEqual(changed);
    expect(changed).toMatchObject({ groupId: target.groupId, siteRead: true, version: 2 });
    const inTarget = await users.list({ groupId: target.groupId, limit: 10 });
    expect(inTarget.items.map((item) => item.username)).toEqual(['mover']);
  });

  test('that was decided on an older state is refused', async () => {
    const made = await create('stale');
    await users.change(made, { fullName: 'First' }, admin);
    await expect(users.change(made, { fullName: 'Second' }, admin)).rejects.toMatchObject({ kind: 'conflict' });
    expect((await users.get(made.userId))?.fullName).toBe('First');
  });

  test('is refused where its actor has lost the right meanwhile', async () => {
    const made = await create('target-of-former');
    const former = await create('former', { siteAdmin: true });
    await users.change(former, { siteAdmin: false }, admin);
    await expect(users.change(made, { siteAdmin: true }, former)).rejects.toMatchObject({ kind: 'forbidden' });
    expect((await users.get(made.userId))?.siteAdmin).toBe(false);
  });

  test('two site admins that disable each other at once do not both succeed', async () => {
    const [left, right] = [await create('left', { siteAdmin: true }), await create('right', { siteAdmin: true })];
    await Promise.allSettled([
      users.change(left, { enabled: false }, right),
      users.change(right, { enabled: false }, left),
    ]);
    const enabled = [(await users.get(left.userId))?.enabled, (await users.get(right.userId))?.enabled];
    expect(enabled).toContain(true);
  });

  test('leaves the length of the submission list alone', async () => {
    const made = await create('counted');
    await users.change({ ...made, ownCount: 99 }, { fullName: 'Counted' }, admin);
    expect((await users.get(made.userId))?.ownCount).toBe(0);
  });
});

describe('groups', () => {
  test('are found by id, UUID and site id, and listed by name', async () => {
    const made = group('Zebra group');
    await groups.create(made);
    for (const reference of [made.groupId, made.uuid, made.siteId]) expect(await groups.find(reference)).toEqual(made);
    const first = await groups.list({ limit: 1 });
    const rest = await groups.list({ limit: 100, after: first.next });
    const names = [...first.items, ...rest.items].map((item) => item.name.toLowerCase());
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('zebra group');
  });

  test('a name asked for ten times at once goes to one', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => groups.create(group('Contested'))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('renaming frees the old name, takes the new one, and refuses one that is taken', async () => {
    const made = group('Before');
    await groups.create(made);
    await expect(groups.rename(made, 'LAB')).rejects.toMatchObject({ kind: 'conflict', issues: [{ field: 'name' }] });
    const renamed = await groups.rename(made, 'After');
    expect(await groups.get(made.groupId)).toEqual(renamed);
    await groups.create(group('Before'));
    await expect(groups.create(group('after'))).rejects.toMatchObject({ kind: 'conflict' });
    const respelt = await groups.rename(renamed, 'AFTER');
    const { items } = await groups.list({ limit: 100 });
    expect(items.filter((item) => item.groupId === made.groupId)).toEqual([respelt]);
    await expect(groups.rename(renamed, 'Later')).rejects.toMatchObject({ kind: 'conflict' });
  });
});
