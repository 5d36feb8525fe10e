import { newSpecificationSchema, specificationChangeSchema } from '../../../domain/gateway/specification.ts';
import { defineRoutes } from '../../http/route.ts';
import * as s from '../schemas.ts';

const REFUSED = {
  400: { description: 'What is wrong, field by field' },
  403: { description: 'For group and site admins' },
  404: { description: 'There is none, or another group runs it' },
} as const;
const CHANGED = { 409: { description: 'Somebody else changed it at the same time' } } as const;

/** Projects, their specifications, and who is to submit: for site admins, and for the admins of a project's group. */
export const administrationRoutes = defineRoutes({
  createProject: {
    method: 'POST',
    path: '/api/v1/projects',
    access: 'groupAdmin',
    summary: 'Open a project',
    body: s.newProject,
    responses: {
      201: { description: 'The project', schema: s.project },
      ...REFUSED,
      409: { description: 'The key is taken' },
    },
  },
  listProjects: {
    method: 'GET',
    path: '/api/v1/projects',
    access: 'groupAdmin',
    summary: 'Projects by key: all for site admins, those of the own group for group admins',
    query: s.paging,
    responses: { 200: { description: 'One page', schema: s.projectPage } },
  },
  getProject: {
    method: 'GET',
    path: '/api/v1/projects/{projectKey}',
    access: 'groupAdmin',
    summary: 'One project',
    responses: { 200: { description: 'The project', schema: s.project }, ...REFUSED },
  },
  changeProject: {
    method: 'PATCH',
    path: '/api/v1/projects/{projectKey}',
    access: 'groupAdmin',
    summary: 'Change a project, or retire it with active: false; a retired one takes no new submissions',
    body: s.projectChange,
    responses: { 200: { description: 'The project as it is now', schema: s.project }, ...REFUSED, ...CHANGED },
  },
  createSpecification: {
    method: 'POST',
    path: '/api/v1/projects/{projectKey}/specifications',
    access: 'groupAdmin',
    summary: 'Say what is to be handed in, how it is checked, and what becomes of it',
    body: newSpecificationSchema,
    responses: { 201: { description: 'The specification with its key', schema: s.specification }, ...REFUSED },
  },
  listSpecifications: {
    method: 'GET',
    path: '/api/v1/projects/{projectKey}/specifications',
    access: 'groupAdmin',
    summary: 'The specifications of a project, by key',
    query: s.paging,
    responses: { 200: { description: 'One page', schema: s.specificationPage }, ...REFUSED },
  },
  getSpecification: {
    method: 'GET',
    path: '/api/v1/specifications/{specificationKey}',
    access: 'groupAdmin',
    summary: 'One specification',
    responses: { 200: { description: 'The specification', schema: s.specification }, ...REFUSED },
  },
  changeSpecification: {
    method: 'PATCH',
    path: '/api/v1/specifications/{specificationKey}',
    access: 'groupAdmin',
    summary: 'Change a specification, or retire it with active: false; submissions made before keep what it said then',
    body: specificationChangeSchema,
    responses: {
      200: { description: 'The specification as it is now', schema: s.specification },
      ...REFUSED,
      ...CHANGED,
    },
  },
  createAssignment: {
    method: 'POST',
    path: '/api/v1/specifications/{specificationKey}/assignments',
    access: 'groupAdmin',
    summary: 'Let a group, or users by name, submit to a specification',
    body: s.newAssignment,
    responses: {
      201: { description: 'The assignment with its key, which contains ASSN', schema: s.administeredAssignment },
      ...REFUSED,
    },
  },
  listSpecificationAssignments: {
    method: 'GET',
    path: '/api/v1/specifications/{specificationKey}/assignments',
    access: 'groupAdmin',
    summary: 'The assignments of a specification, by key',
    query: s.paging,
    responses: { 200: { description: 'One page', schema: s.administeredAssignmentPage }, ...REFUSED },
  },
  changeAssignment: {
    method: 'PATCH',
    path: '/api/v1/assignments/{assignmentKey}',
    access: 'groupAdmin',
    summary: 'Change an assignment, or retire it with active: false',
    body: s.assignmentChange,
    responses: {
      200: { description: 'The assignment as it is now', schema: s.administeredAssignment },
      ...REFUSED,
      ...CHANGED,
    },
  },
});
