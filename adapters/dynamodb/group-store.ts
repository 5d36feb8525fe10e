import type { Group } from '../../domain/account/account.ts';
import type { GroupStore } from '../../domain/account/stores.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { type GroupRow, type PointerRow, recordOf } from './account-rows.ts';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { type GuardedWrite, writeAll } from './guarded-writes.ts';
import { type Key, keys } from './keys.ts';
import { pageByName } from './name-list.ts';
import { readMany } from './read-many.ts';

const USER_OR_GROUP_ID = /^[A-Za-z0-9]{10}$/;

/** The group rows of the table, with the rows that make names, UUIDs and site ids unique and list groups by name. */
export function createGroupStore(table: Table): GroupStore {
  const getMany = (groupIds: readonly string[]) => readGroups(table, groupIds);
  const get = async (groupId: string) => (await getMany([groupId])).get(groupId);
  return {
    get,
    getMany,
    find: async (reference) => {
      if (USER_OR_GROUP_ID.test(reference)) return get(reference);
      const { groupId } = (await getItem<PointerRow>(table, keys.ref(normalReference(reference)))) ?? {};
      return groupId === undefined ? undefined : get(groupId);
    },
    create: (group) => writeAll(table, newGroupWrites(table, group)),
    rename: (group, name) => renameGroup(table, group, name),
    list: async (page) => {
      const { items, ...rest } = await pageByName(table, { of: 'groups' }, page);
      const groups = await getMany(items.flatMap((row) => row.groupId ?? []));
      return { items: items.flatMap((row) => groups.get(row.groupId ?? '') ?? []), ...rest };
    },
  };
}

/** UUIDs and site ids are accepted in any spelling; they are stored in one. */
export const normalReference = (reference: string): string =>
  /^[0-9a-f-]{36}$/i.test(reference) ? reference.toLowerCase() : reference.toUpperCase();

async function readGroups(table: Table, groupIds: readonly string[]): Promise<Map<string, Group>> {
  const rows = await readMany(table, groupIds.map(keys.group));
  return new Map([...rows.values()].map((row) => [String(row['groupId']), recordOf(row as unknown as GroupRow)]));
}

/** A row that must not exist yet. */
export const putNew = (table: Table, item: object, refusal: GuardedWrite['refusal']): GuardedWrite => ({
  item: { Put: { TableName: table.name, Item: { ...item }, ConditionExpression: 'attribute_not_exists(PK)' } },
  refusal,
});

const nameTaken = () =>
  conflict('A group with that name already exists.', {
    issues: [{ field: 'name', message: 'A group with that name already exists.' }],
  });
/** 122 or 27 random bits met again: asking once more draws new ones. */
export const idTaken = () => conflict('An identifier was drawn that is in use. Send the request again.');

export function newGroupWrites(table: Table, group: Group): GuardedWrite[] {
  const { groupId, uuid, siteId, name } = group;
  return [
    putNew(table, { ...keys.groupName(name), groupId }, nameTaken),
    putNew(table, { ...keys.group(groupId), ...group }, idTaken),
    putNew(table, { ...keys.ref(uuid), kind: 'group', groupId }, idTaken),
    putNew(table, { ...keys.ref(siteId), kind: 'group', groupId }, idTaken),
    putNew(table, { ...keys.groupList(name), groupId }, nameTaken),
  ];
}

export const groupExists = (table: Table, groupId: string): GuardedWrite => ({
  item: {
    ConditionCheck: {
      TableName: table.name,
      Key: { ...keys.group(groupId) },
      ConditionExpression: 'attribute_exists(PK)',
    },
  },
  refusal: () => notFound('The group does not exist.'),
});

async function renameGroup(table: Table, group: Group, name: string): Promise<Group> {
  const changed: Group = { ...group, name, version: group.version + 1 };
  const update: GuardedWrite = {
    item: {
      Update: {
        TableName: table.name,
        Key: { ...keys.group(group.groupId) },
        UpdateExpression: 'SET #name = :name, version = :next',
        ConditionExpression: 'version = :version',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':name': name, ':next': changed.version, ':version': group.version },
      },
    },
    refusal: () => conflict('The group was changed by somebody else at the same time. Read it again.'),
  };
  // a new spelling of the same name stays where it is
  const moves = name.toLowerCase() !== group.name.toLowerCase();
  await writeAll(table, moves ? [...moveName(table, group, name), update] : [update]);
  return changed;
}

function moveName(table: Table, group: Group, name: string): GuardedWrite[] {
  const { groupId } = group;
  const drop = (key: Key): GuardedWrite => ({
    item: { Delete: { TableName: table.name, Key: { ...key } } },
    refusal: idTaken,
  });
  return [
    putNew(table, { ...keys.groupName(name), groupId }, nameTaken),
    putNew(table, { ...keys.groupList(name), groupId }, nameTaken),
    drop(keys.groupName(group.name)),
    drop(keys.groupList(group.name)),
  ];
}
