import * as z from 'zod/mini';
import { STATES } from '../../../domain/submission/submission.ts';
import { defineRoutes } from '../../http/route.ts';
import { cursor } from '../../http/schemas.ts';

const period = () => ({
  from: z
    .optional(z.iso.date('a date is YYYY-MM-DD'))
    .check(z.describe('first day on which submissions were made, UTC')),
  to: z.optional(z.iso.date('a date is YYYY-MM-DD')).check(z.describe('last day')),
  format: z.optional(z.enum(['json', 'csv'])).check(z.describe('CSV also where the header Accept asks for text/csv')),
});

const REFUSED = {
  404: { description: 'There is no such specification, or another group runs its project' },
} as const;

const totals = () => ({
  severity: z.enum(['error', 'warning']),
  submissions: z.int(),
  failedSubmissions: z.int(),
  checked: z.int(),
  failed: z.int(),
  conformance: z.number().check(z.describe('percent of what was checked')),
});

const told = () => ({
  specificationKey: z.string(),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  submissions: z.int(),
});

/** How data comes in, and how well it keeps the rules: for those who run the specification's project. */
export const reportRoutes = defineRoutes({
  reportSubmissions: {
    method: 'GET',
    path: '/api/v1/reports/specification/{specificationKey}/submissions',
    access: 'groupAdmin',
    summary: 'The submissions for a specification, by when they were made',
    query: () =>
      z.object({
        ...period(),
        after: z.optional(cursor()),
        limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1000)), 1000),
      }),
    responses: {
      200: {
        description: 'One page; as CSV, the header Link names the next one',
        alsoAs: 'text/csv',
        schema: () =>
          z.object({
            specificationKey: z.string(),
            submissions: z.array(
              z.object({
                submissionReference: z.uuid(),
                id: z.string(),
                assignmentKey: z.string(),
                submitter: z.string(),
                submittedVia: z.string(),
                createdAt: z.string(),
                startedAt: z.nullable(z.string()),
                endedAt: z.nullable(z.string()),
                state: z.enum(STATES),
                errorMessage: z.nullable(z.string()),
                fileCount: z.nullable(z.int()),
                totalBytes: z.nullable(z.int()),
              }),
            ),
            next: z.optional(z.string()),
          }),
      },
      ...REFUSED,
    },
  },
  reportRules: {
    method: 'GET',
    path: '/api/v1/reports/specification/{specificationKey}/rule_conformance',
    access: 'groupAdmin',
    summary: 'How far the data of all submissions keeps each rule of the checks',
    query: () => z.object(period()),
    responses: {
      200: {
        description: 'Every rule that was checked in the period',
        alsoAs: 'text/csv',
        schema: () =>
          z.object({ ...told(), rules: z.array(z.object({ check: z.string(), rule: z.string(), ...totals() })) }),
      },
      ...REFUSED,
    },
  },
  reportTasks: {
    method: 'GET',
    path: '/api/v1/reports/specification/{specificationKey}/task_conformance',
    access: 'groupAdmin',
    summary: 'The same for each check as a whole',
    query: () => z.object(period()),
    responses: {
      200: {
        description: 'Every check that ran in the period',
        alsoAs: 'text/csv',
        schema: () => z.object({ ...told(), tasks: z.array(z.object({ task: z.string(), ...totals() })) }),
      },
      ...REFUSED,
    },
  },
});
