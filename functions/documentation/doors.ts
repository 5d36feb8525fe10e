import * as z from 'zod/mini';
import { accountRoutes, sessionRoutes } from '../accounts/routes.ts';
import { currentRoutes as datameta } from '../datameta/routes.ts';
import { routes as gateway } from '../gateway/routes.ts';
import type { RouteTable } from '../http/route.ts';
import { routes as jobDefinitions } from '../job-definitions/routes.ts';
import { routes as jobs } from '../jobs/routes.ts';
import { routes as manifests } from '../manifests/routes.ts';
import { routes as nemo } from '../nemo/routes.ts';
import { routes as submissions } from '../submissions/routes.ts';
import { routes as uploads } from '../uploads/routes.ts';
import { routes as documentation } from './routes.ts';

/** How a door tells what is wrong. */
interface Refusal {
  name: string;
  contentType: string;
  schema: z.ZodMiniType;
}

/** A group of routes in the document. */
export interface DocumentedDoor {
  name: string;
  title: string;
  routes: RouteTable;
  refusal: Refusal;
}

const issue = z.object({
  message: z.string(),
  field: z.optional(z.string()),
  row: z.optional(z.int()),
  column: z.optional(z.string()),
  value: z.optional(z.string()),
  rule: z.optional(z.string()),
  suggestion: z.optional(z.string()),
});

const MESSAGE: Refusal = {
  name: 'Message',
  contentType: 'application/json',
  schema: z.object({ message: z.string(), errors: z.optional(z.array(issue)) }),
};

const PROBLEM: Refusal = {
  name: 'Problem',
  contentType: 'application/problem+json',
  schema: z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.optional(z.array(issue)),
  }),
};

const ERRORS: Refusal = {
  name: 'Errors',
  contentType: 'application/json',
  schema: z.array(
    z.strictObject({
      exception: z.string(),
      entity: z.optional(z.strictObject({ uuid: z.string(), site: z.optional(z.string()) })),
      field: z.optional(z.string()),
      message: z.string(),
    }),
  ),
};

const DETAIL: Refusal = {
  name: 'Detail',
  contentType: 'application/json',
  schema: z.union([
    z.object({ detail: z.string() }),
    z.object({ error: z.union([z.string(), z.record(z.string(), z.array(z.string()))]) }),
  ]),
};

export const DOORS: readonly DocumentedDoor[] = [
  { name: 'nemo', title: 'NeMO submission API', routes: nemo, refusal: MESSAGE },
  { name: 'datameta', title: 'DataMeta API', routes: datameta, refusal: ERRORS },
  { name: 'jobs', title: 'analytics_automated API', routes: jobs, refusal: DETAIL },
  { name: 'job-definitions', title: 'Jobs and tasks', routes: jobDefinitions, refusal: PROBLEM },
  { name: 'gateway', title: '1Data Gateway API', routes: gateway, refusal: PROBLEM },
  { name: 'accounts', title: 'Accounts', routes: sessionRoutes, refusal: MESSAGE },
  { name: 'accounts', title: 'Accounts', routes: accountRoutes, refusal: PROBLEM },
  { name: 'manifests', title: 'Manifest profiles and checks', routes: manifests, refusal: PROBLEM },
  { name: 'uploads', title: 'Uploads', routes: uploads, refusal: PROBLEM },
  { name: 'submissions', title: 'Submissions, files and the catalogue', routes: submissions, refusal: PROBLEM },
  { name: 'documentation', title: 'This document', routes: documentation, refusal: PROBLEM },
];
