import { notFound } from '../errors.ts';
import { newSiteId, type SiteIds } from '../site-id.ts';
import type { Group } from './account.ts';
import type { GroupStore } from './stores.ts';
import { randomText } from './token.ts';

export const newGroup = (siteIds: SiteIds, name: string, now: Date): Group => ({
  groupId: randomText(10),
  uuid: crypto.randomUUID(),
  siteId: newSiteId(siteIds, 'group'),
  name,
  createdAt: now.toISOString(),
  version: 1,
});

/** @throws DomainError `conflict` where the name is taken */
export async function createGroup(
  { groups, siteIds }: { groups: Pick<GroupStore, 'create'>; siteIds: SiteIds },
  name: string,
  now: Date,
): Promise<Group> {
  const group = newGroup(siteIds, name, now);
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
