import {
  listProjects as readProjects,
  changeProject as storeChange,
  createProject as storeNew,
} from '../../adapters/dynamodb/gateway/project-store.ts';
import { mayManageGroup } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { forbidden, notFound } from '../../domain/errors.ts';
import type { Project } from '../../domain/gateway/project.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { type Call, created, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { projectFor } from './access.ts';
import type { administrationRoutes } from './routes/administration.ts';
import { groups } from './store.ts';
import { projectView } from './views.ts';

type Routes = typeof administrationRoutes;

export async function createProject({ principal, body }: Call<Routes['createProject']>): Promise<Reply> {
  const { group: reference, description, ...given } = body;
  const groupId = await groupOf(principal, reference);
  const now = timestamp(new Date());
  const project: Project = {
    ...given,
    ...(description !== undefined && { description }),
    ...(groupId !== undefined && { groupId }),
    active: true,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  await storeNew(table, project);
  return created(await viewOf(project));
}

/** Group admins open projects of their own group, site admins those of any and of the site itself. */
async function groupOf(principal: Principal, reference: string | undefined): Promise<string | undefined> {
  if (reference === undefined) return principal.siteAdmin ? undefined : principal.groupId;
  const group = await groups.find(reference);
  if (!mayManageGroup(principal, group?.groupId ?? '')) throw forbidden('You may open projects of your own group.');
  if (group === undefined) throw notFound(`There is no group ${reference}.`);
  return group.groupId;
}

const viewOf = async (project: Project) =>
  projectView(project, project.groupId === undefined ? undefined : await groups.get(project.groupId));

export async function listProjects({ principal, query }: Call<Routes['listProjects']>): Promise<Reply> {
  const { items, next } = await readProjects(table, principal.siteAdmin ? undefined : principal.groupId, query);
  const found = await groups.getMany(items.flatMap(({ groupId }) => groupId ?? []));
  return ok({ projects: items.map((project) => projectView(project, found.get(project.groupId ?? ''))), next });
}

export async function getProject({ principal, params }: Call<Routes['getProject']>): Promise<Reply> {
  return ok(await viewOf(await projectFor(principal, params)));
}

export async function changeProject({ principal, params, body }: Call<Routes['changeProject']>): Promise<Reply> {
  const before = await projectFor(principal, params);
  const { name = before.name, description = before.description, active = before.active } = body;
  const project: Project = {
    ...before,
    name,
    ...(description !== undefined && { description }),
    active,
    updatedAt: timestamp(new Date()),
    version: before.version + 1,
  };
  await storeChange(table, project);
  return ok(await viewOf(project));
}
