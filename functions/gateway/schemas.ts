import * as z from 'zod';
import { lineOf, reference } from '../../domain/account/fields.ts';
import { MOST_MEMBERS } from '../../domain/gateway/assignment.ts';
import { PROJECT_KEY } from '../../domain/gateway/keys.ts';
import { inputSchema, newSpecificationSchema } from '../../domain/gateway/specification.ts';
import { cursor } from '../http/schemas.ts';

export const paging = () =>
  z.object({
    after: cursor().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(100),
  });

const name = lineOf('The name', 200);
const description = () => z.string().max(5000);
const group = () => z.object({ id: z.uuid(), siteId: z.string(), name: z.string() }).nullable();
const times = () => ({ active: z.boolean(), createdAt: z.string(), updatedAt: z.string() });
const page = () => ({ next: z.string().optional() });

const atLeastOne = (change: object) => Object.values(change).some((value) => value !== undefined);
const NAME_ONE = 'Name at least one field to change.';

export const newProject = () =>
  z.strictObject({
    key: z.string().regex(PROJECT_KEY, 'A key has 1 to 16 upper-case letters and digits and begins with a letter.'),
    name,
    description: description().optional(),
    group: reference
      .optional()
      .describe('UUID or site id; of group admins their own; absent: the site runs the project'),
  });
export const projectChange = () =>
  z
    .strictObject({ name: name.optional(), description: description().optional(), active: z.boolean().optional() })
    .refine(atLeastOne, NAME_ONE);
export const project = () =>
  z.object({
    key: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    group: group(),
    ...times(),
  });
export const projectPage = () => z.object({ projects: z.array(project()), ...page() });

export const specification = () =>
  newSpecificationSchema().extend({
    key: z.string(),
    projectKey: z.string(),
    description: z.string().nullable(),
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
    .max(MOST_MEMBERS)
    .describe('UUIDs or site ids of users who may submit, whichever group they are in');
export const newAssignment = () =>
  z
    .strictObject({
      name,
      group: reference.optional().describe('UUID or site id of the group whose users may submit'),
      members: members().default([]),
      active: z.boolean().default(true),
    })
    .refine(({ group: of, members: some }) => of !== undefined || some.length > 0, 'Name a group, members, or both.');
export const assignmentChange = () =>
  z
    .strictObject({
      name: name.optional(),
      group: reference.nullable().optional(),
      members: members().optional(),
      active: z.boolean().optional(),
    })
    .refine(atLeastOne, NAME_ONE);

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
      .describe('whether it takes submissions: neither it nor its specification nor its project is closed'),
    specification: z.object({ key: z.string(), name: z.string(), description: z.string().nullable() }),
    policy: newSpecificationSchema().shape.policy,
    timeoutDays: z.number(),
    mediaRetentionDays: newSpecificationSchema().shape.mediaRetentionDays,
    inputs: z.array(inputSchema()),
  });
export const assignmentPage = () => z.object({ assignments: z.array(assignment()), ...page() });
