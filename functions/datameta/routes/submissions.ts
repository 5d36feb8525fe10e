import * as z from 'zod/mini';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const LONGEST_LABEL = 100;

const material = () =>
  z.strictObject({
    metadatasetIds: z.array(z.string()),
    fileIds: z.array(z.string()),
    label: z
      .optional(z.nullable(z.string().check(z.maxLength(LONGEST_LABEL))))
      .check(z.describe('what to call the submission')),
  });

const submissionResponse = () =>
  z.strictObject({
    id: identifier(),
    label: z.nullable(z.string()),
    metadatasetIds: z.array(identifier()),
    fileIds: z.array(identifier()),
  });

export const submissionsRoutes = defineRoutes({
  submit: {
    method: 'POST',
    path: '/api/v1/submissions',
    access: 'user',
    summary: 'Submit metadatasets and files: all of them together, or nothing',
    body: material,
    responses: {
      200: { description: 'The submission', schema: submissionResponse },
      400: { description: 'Everything that is wrong with it' },
      503: {
        description:
          'Another submission of the same data is being made, or this one takes longer than a request may: send the same request again, which goes on where this one stopped',
      },
    },
  },
  prevalidate: {
    method: 'POST',
    path: '/api/v1/presubvalidation',
    repeats: 'harmless',
    access: 'user',
    summary: 'Check a submission without making it',
    body: material,
    responses: {
      204: { description: 'It would be accepted' },
      400: { description: 'Everything that is wrong with it' },
    },
  },
  listGroupSubmissions: {
    method: 'GET',
    path: '/api/v1/groups/{id}/submissions',
    access: 'user',
    summary: 'All submissions of a group, whichever API they came through, the newest first',
    query: () =>
      z.object({
        limit: z
          .optional(
            z.pipe(
              z.pipe(z.string().check(z.regex(/^\d{1,3}$/, 'limit is a number from 1 to 100')), z.transform(Number)),
              z.int().check(z.minimum(1), z.maximum(100)),
            ),
          )
          .check(z.describe('submissions to a page; the `Link` header leads to the next one')),
        after: z
          .optional(z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)))
          .check(z.describe('as the `Link` header of the page before says')),
      }),
    responses: {
      403: { description: 'Not your group' },
      200: { description: 'The submissions', schema: () => z.array(submissionResponse()) },
      413: { description: 'Too much for one answer: ask for pages with `limit`' },
    },
  },
});
