import type { ListedSpecification } from '../../adapters/dynamodb/gateway/specification-store.ts';
import type { Account, Group } from '../../domain/account/account.ts';
import type { Assignment } from '../../domain/gateway/assignment.ts';
import type { Project } from '../../domain/gateway/project.ts';
import type { Specification } from '../../domain/gateway/specification.ts';

const groupView = (group: Group | undefined) =>
  group === undefined ? null : { id: group.uuid, siteId: group.siteId, name: group.name };

export const projectView = ({ key, name, description, active, createdAt, updatedAt }: Project, group?: Group) => ({
  key,
  name,
  description: description ?? null,
  group: groupView(group),
  active,
  createdAt,
  updatedAt,
});

export function specificationView(specification: Specification) {
  const { version: _version, key, projectKey, name, description = null, ...rest } = specification;
  return { key, projectKey, name, description, ...rest };
}

export const listedSpecificationView = ({ key, name, active, updatedAt }: ListedSpecification) => ({
  key,
  name,
  active,
  updatedAt,
});

/** For those who run the project: who may submit. */
export const administeredView = (
  { key, specificationKey, name, active, createdAt, updatedAt }: Assignment,
  group: Group | undefined,
  members: readonly Account[],
) => ({
  key,
  specificationKey,
  name,
  group: groupView(group),
  members: members.map(({ uuid, siteId, username }) => ({ id: uuid, siteId, username })),
  active,
  createdAt,
  updatedAt,
});

/** For those who may submit: what they are asked for. */
export const assignmentView = (assignment: Assignment, specification: Specification, project: Project) => ({
  key: assignment.key,
  name: assignment.name,
  active: isOpen(assignment, specification, project),
  specification: {
    key: specification.key,
    name: specification.name,
    description: specification.description ?? null,
  },
  policy: specification.policy,
  timeoutDays: specification.timeoutDays,
  mediaRetentionDays: specification.mediaRetentionDays,
  inputs: specification.inputs,
});

export const isOpen = (...records: readonly { active: boolean }[]): boolean => records.every(({ active }) => active);
