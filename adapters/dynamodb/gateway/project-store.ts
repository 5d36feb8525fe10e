import { conflict } from '../../../domain/errors.ts';
import type { Project } from '../../../domain/gateway/project.ts';
import { recordOf } from '../account-rows.ts';
import type { Table } from '../client.ts';
import { getItem } from '../get-item.ts';
import { groupExists, putNew } from '../group-store.ts';
import { writeAll } from '../guarded-writes.ts';
import { type Key, keys } from '../keys.ts';
import { type RecordPage, recordPage } from './record-page.ts';
import { replaceRow } from './versioned-records.ts';

export async function getProject(table: Table, key: string): Promise<Project | undefined> {
  const row = await getItem<Project & Key>(table, keys.project(key));
  return row && recordOf(row);
}

/** @throws DomainError `conflict` where the key is taken, `notFound` where the group does not exist */
export async function createProject(table: Table, project: Project): Promise<void> {
  const taken = () =>
    conflict(`There is a project ${project.key} already.`, {
      issues: [{ field: 'key', message: 'This key is taken.' }],
    });
  const group = project.groupId === undefined ? [] : [groupExists(table, project.groupId)];
  await writeAll(table, [putNew(table, { ...keys.project(project.key), ...project }, taken), ...group]);
}

export const changeProject = (table: Table, project: Project): Promise<void> =>
  writeAll(table, [replaceRow(table, { ...keys.project(project.key), ...project })]);

/** @param groupId of one group only; undefined: all */
export function listProjects(
  table: Table,
  groupId: string | undefined,
  page: { after?: string | undefined; limit: number },
): Promise<RecordPage<Project>> {
  const wanted = (row: Record<string, unknown>) => groupId === undefined || row['groupId'] === groupId;
  return recordPage(table, { PK: keys.project('').PK, ...page, wanted });
}
