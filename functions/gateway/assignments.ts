import {
  listAssignments as readAssignments,
  changeAssignment as storeChange,
  createAssignment as storeNew,
} from '../../adapters/dynamodb/gateway/assignment-store.ts';
import { forbidden, invalid } from '../../domain/errors.ts';
import type { Assignment } from '../../domain/gateway/assignment.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { type Call, created, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { assignmentFor, specificationFor } from './access.ts';
import type { administrationRoutes } from './routes/administration.ts';
import { groups, users } from './store.ts';
import { administeredView } from './views.ts';

type Routes = typeof administrationRoutes;

const unknown = (field: string, message: string) => invalid(message, { issues: [{ field, message }] });

async function groupIdOf(reference: string): Promise<string> {
  const group = await groups.find(reference);
  if (group === undefined) throw unknown('group', `There is no group ${reference}.`);
  return group.groupId;
}

async function userIdsOf(references: readonly string[]): Promise<string[]> {
  const found = await Promise.all(references.map((reference) => users.find(reference)));
  const wrong = found.indexOf(undefined);
  if (wrong >= 0) throw unknown(`members.${wrong}`, `There is no user ${references[wrong]}.`);
  return [...new Set(found.flatMap((account) => account?.userId ?? []))];
}

async function viewOf(assignment: Assignment): Promise<object> {
  const [group, members] = await Promise.all([
    assignment.groupId === undefined ? undefined : groups.get(assignment.groupId),
    users.getMany(assignment.members),
  ]);
  return administeredView(assignment, group, [...members.values()]);
}

export async function createAssignment({ principal, params, body }: Call<Routes['createAssignment']>): Promise<Reply> {
  const { specification } = await specificationFor(principal, params);
  const [groupId, members] = await Promise.all([
    body.group === undefined ? undefined : groupIdOf(body.group),
    userIdsOf(body.members),
  ]);
  const now = timestamp(new Date());
  const assignment = await storeNew(table, {
    specificationKey: specification.key,
    projectKey: specification.projectKey,
    name: body.name,
    active: body.active,
    ...(groupId !== undefined && { groupId }),
    members,
    createdAt: now,
    updatedAt: now,
    version: 1,
  });
  return created(await viewOf(assignment));
}

export async function listSpecificationAssignments({
  principal,
  params,
  query,
}: Call<Routes['listSpecificationAssignments']>): Promise<Reply> {
  const { specification } = await specificationFor(principal, params);
  const { items, next } = await readAssignments(table, specification, query);
  return ok({ assignments: await Promise.all(items.map(viewOf)), next });
}

export async function changeAssignment({ principal, params, body }: Call<Routes['changeAssignment']>): Promise<Reply> {
  const { assignment: before, administers } = await assignmentFor(principal, params);
  if (!administers) throw forbidden('You may submit to this assignment, but others run its project.');
  const { groupId: _was, ...rest } = before;
  const groupId = body.group === undefined ? before.groupId : body.group && (await groupIdOf(body.group));
  const after: Assignment = {
    ...rest,
    name: body.name ?? before.name,
    active: body.active ?? before.active,
    ...(groupId && { groupId }),
    members: body.members === undefined ? before.members : await userIdsOf(body.members),
    updatedAt: timestamp(new Date()),
    version: before.version + 1,
  };
  if (after.groupId === undefined && after.members.length === 0) {
    throw unknown('members', 'An assignment needs a group, members, or both. Retire it with active: false.');
  }
  await storeChange(table, before, after);
  return ok(await viewOf(after));
}
