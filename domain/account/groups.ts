import { notFound } from '../errors.ts';
import { type Group, newSiteId } from './account.ts';
import type { GroupStore } from './stores.ts';
import { randomText } from './token.ts';

export const newGroup = (name: string, now: Date): Group => ({
  groupId: randomText(10),
  uuid: crypto.randomUUID(),
  siteId: newSiteId('DMG-'),
  name,
  createdAt: now.toISOString(),
  version: 1,
});

/** @throws DomainError `conflict` where the name is taken */
export async function createGroup(groups: Pick<GroupStore, 'create'>, name: string, now: Date): Promise<Group> {
  const group = newGroup(name, now);
  await groups.create(group);
  return group;
}

/** @throws DomainError `notFound`, `conflict` where the name is taken */
export async function renameGroup(
  groups: Pick<GroupStore, 'find' | 'rename'>,
  reference: string,
  name: string,
): Promise<Group> {
  const group = await groups.find(reference);
  if (group === undefined) throw notFound(`There is no group ${reference}.`);
  return group.name === name ? group : groups.rename(group, name);
}
