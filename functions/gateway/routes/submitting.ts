import * as z from 'zod/mini';
import { defineRoutes } from '../../http/route.ts';
import { submission } from '../../submissions/schemas.ts';
import * as s from '../schemas.ts';

const REFUSED = { 404: { description: 'There is none, or you may not see it' } } as const;
const NOT_OPEN = {
  409: { description: 'It takes no inputs: it has been started, cancelled, or has timed out' },
} as const;

/** What somebody does who has been asked for data: 1Data Gateway's calls, and what they need to know before. */
export const submittingRoutes = defineRoutes({
  listAssignments: {
    method: 'GET',
    path: '/api/v1/assignments',
    access: 'user',
    summary: 'The assignments that the caller may submit to, by key, with the dataStorePath of each input',
    query: s.paging,
    responses: { 200: { description: 'One page', schema: s.assignmentPage } },
  },
  getAssignment: {
    method: 'GET',
    path: '/api/v1/assignments/{assignmentKey}',
    access: 'user',
    summary: 'One assignment, with its inputs',
    responses: { 200: { description: 'The assignment', schema: s.assignment }, ...REFUSED },
  },
  listAssignmentSubmissions: {
    method: 'GET',
    path: '/api/v1/assignments/{assignmentKey}/submissions',
    access: 'user',
    summary: 'The submissions to an assignment that the caller may see, newest first, also those not started',
    query: s.paging,
    responses: {
      200: {
        description: 'One page; inputs are told of single submissions',
        schema: () => z.object({ submissions: z.array(submission()), next: z.optional(z.string()) }),
      },
      ...REFUSED,
    },
  },
  listDrafts: {
    method: 'GET',
    path: '/api/v1/drafts',
    access: 'user',
    summary: "The caller's submissions to assignments that are not started yet, newest first",
    query: () => z.object({ limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 100) }),
    responses: {
      200: { description: 'The newest', schema: () => z.object({ submissions: z.array(submission()) }) },
    },
  },
  createSubmission: {
    method: 'POST',
    path: '/api/v1/assignments/{assignmentKey}/submission',
    access: 'user',
    summary: 'Make a new, empty submission; its submissionReference stands in the calls that follow',
    responses: {
      200: { description: 'The submission', schema: submission },
      ...REFUSED,
      409: { description: 'The assignment is closed' },
    },
  },
  postInput: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/inputs',
    repeats: 'harmless',
    access: 'user',
    summary: 'Hand in the file of an input; again in its place, until the submission starts',
    query: () =>
      z.object({
        dataStorePath: z
          .optional(z.string().check(z.maxLength(2000)))
          .check(z.describe('of the input, as its assignment gives it')),
      }),
    rawBody: {
      contentType: 'multipart/form-data',
      description:
        'The field `file` with the file, 4.5 MB at most with what surrounds it. Larger files are announced with ' +
        'POST /api/v1/submissions/{ref}/uploads, the dataStorePath being their name, and go to S3 directly.',
      parts: { file: { description: 'the file', isFile: true, required: true } },
    },
    responses: {
      200: { description: 'The submission', schema: submission },
      400: { description: 'There is no file, it is empty, or its path is missing' },
      ...REFUSED,
      ...NOT_OPEN,
      413: { description: 'The file is too large for this call, or for this input' },
      415: { description: 'The body is no form' },
    },
  },
  getInput: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}/inputs/{filename}',
    access: 'user',
    summary: "Download an input's file, by its storedFilename",
    responses: {
      302: { description: 'To the bytes' },
      ...REFUSED,
      410: { description: 'The file was kept as long as its specification says' },
    },
  },
  start: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/start',
    repeats: 'harmless',
    access: 'user',
    summary: 'Start the submission: its inputs are checked and released; asked again, it is the same submission',
    responses: {
      200: { description: 'The submission', schema: submission },
      ...REFUSED,
      409: { description: 'Lists every input that is missing or has not arrived; or it has ended before' },
    },
  },
});
