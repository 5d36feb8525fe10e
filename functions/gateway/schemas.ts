import * as z from 'zod/mini';
import { lineOf, reference } from '../../domain/account/fields.ts';
import { MOST_MEMBERS } from '../../domain/gateway/assignment.ts';
import { PROJECT_KEY } from '../../domain/gateway/keys.ts';
import { inputSchema, newSpecificationSchema } from '../../domain/gateway/specification.ts';
import { cursor } from '../http/schemas.ts';

export const paging = () =>
  z.object({
    after: z.optional(cursor()),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 100),
  });

const name = lineOf('The name', 200);
const description = () => z.string().check(z.maxLength(5000));
const group = () => z.nullable(z.object({ id: z.uuid(), siteId: z.string(), name: z.string() }));
const times = () => ({ active: z.boolean(), createdAt: z.string(), updatedAt: z.string() });
const page = () => ({ next: z.optional(z.string()) });

const atLeastOne = (change: object) => Object.values(change).some((value) => value !== undefined);
const NAME_ONE = 'Name at least one field to change.';

export const newProject = () =>
  z.strictObject({
    key: z
      .string()
      .check(z.regex(PROJECT_KEY, 'A key has 1 to 16 upper-case letters and digits and begins with a letter.')),
    name,
    description: z.optional(description()),
    group: z
      .optional(reference)
      .check(z.describe('UUID or site id; of group admins their own; absent: the site runs the project')),
  });
export const projectChange = () =>
  z
    .strictObject({ name: z.optional(name), description: z.optional(description()), active: z.optional(z.boolean()) })
    .check(z.refine(atLeastOne, NAME_ONE));
export const project = () =>
  z.object({
    key: z.string(),
    name: z.string(),
    description: z.nullable(z.string()),
    group: group(),
    ...times(),
  });
export const projectPage = () => z.object({ projects: z.array(project()), ...page() });

export const specification = () =>
  z.extend(newSpecificationSchema(), {
    key: z.string(),
    projectKey: z.string(),
    description: z.nullable(z.string()),
    timeoutDays: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  });
export const specificationPage = () =>
  z.object({
    specifications: z.array(
      z.object({ key: z.string(), name: z.string(), active: z.boolean(), updatedAt: z.string() }),
    ),
    ...page(),
  });

const members = () =>
  z
    .array(reference)
    .check(
      z.maxLength(MOST_MEMBERS),
      z.describe('UUIDs or site ids of users who may submit, whichever group they are in'),
    );
export const newAssignment = () =>
  z
    .strictObject({
      name,
      group: z.optional(reference).check(z.describe('UUID or site id of the group whose users may submit')),
      members: z._default(members(), []),
      active: z._default(z.boolean(), true),
    })
    .check(
      z.refine(
        ({ group: of, members: some }) => of !== undefined || some.length > 0,
        'Name a group, members, or both.',
      ),
    );
export const assignmentChange = () =>
  z
    .strictObject({
      name: z.optional(name),
      group: z.optional(z.nullable(reference)),
      members: z.optional(members()),
      active: z.optional(z.boolean()),
    })
    .check(z.refine(atLeastOne, NAME_ONE));

export const administeredAssignment = () =>
  z.object({
    key: z.string(),
    specificationKey: z.string(),
    name: z.string(),
    group: group(),
    members: z.array(z.object({ id: z.uuid(), siteId: z.string(), username: z.string() })),
    ...times(),
  });
export const administeredAssignmentPage = () => z.object({ assignments: z.array(administeredAssignment()), ...page() });

export const assignment = () =>
  z.object({
    key: z.string(),
    name: z.string(),
    active: z
      .boolean()
      .check(z.describe('whether it takes submissions: neither it nor its specification nor its project is closed')),
    specification: z.object({ key: z.string(), name: z.string(), description: z.nullable(z.string()) }),
    policy: newSpecificationSchema().shape.policy,
    timeoutDays: z.number(),
    mediaRetentionDays: newSpecificationSchema().shape.mediaRetentionDays,
    inputs: z.array(inputSchema()),
  });
export const assignmentPage = () => z.object({ assignments: z.array(assignment()), ...page() });
