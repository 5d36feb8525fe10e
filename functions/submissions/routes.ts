import * as z from 'zod/mini';
import { FILE_STATES } from '../../domain/file/file.ts';
import { POLICIES } from '../../domain/submission/submission.ts';
import { defineRoutes } from '../http/route.ts';
import { cursor } from '../http/schemas.ts';
import { delivery, listed, listQuery, submission } from './schemas.ts';

const file = () =>
  z.object({
    name: z.string(),
    upload: z.string(),
    state: z.enum(FILE_STATES),
    row: z.nullable(z.int()),
    type: z.nullable(z.string()),
    size: z.nullable(z.int()),
    checksum: z.nullable(z.object({ algorithm: z.enum(['md5', 'sha256']), value: z.string() })),
    problem: z.nullable(z.string()),
    identifier: z.nullable(z.string()),
    url: z.nullable(z.url()).check(z.describe('where the released file is; needs a token unless the data is public')),
  });

const dataset = () =>
  z.object({
    id: z.string(),
    submissionReference: z.uuid(),
    title: z.string(),
    policy: z.enum(POLICIES),
    embargoUntil: z.nullable(z.string()),
    licence: z.nullable(z.string()).check(z.describe('SPDX identifier')),
    public: z.boolean(),
    fileCount: z.int(),
    totalBytes: z.int(),
    releasedAt: z.string(),
  });

const datasetFile = () =>
  z.object({
    name: z.string(),
    identifier: z.nullable(z.string()),
    size: z.nullable(z.int()),
    checksum: z.nullable(z.object({ algorithm: z.enum(['md5', 'sha256']), value: z.string() })),
    url: z.nullable(z.url()),
  });

/** The last name of the page before; names sort by their code points. */
const paging = () =>
  z.object({
    after: z.optional(cursor()),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1000)), 100),
  });

const datasetCursor = () =>
  z
    .string()
    .check(
      z.regex(/^\d{1,15}~[A-Za-z0-9]{1,20}$/, 'no page has answered this as next'),
      z.describe('the `next` of the page before'),
    );

export const routes = defineRoutes({
  listSubmissions: {
    method: 'GET',
    path: '/api/v1/submissions',
    access: 'user',
    summary: 'Submissions of every door, newest first; drafts are not among them',
    query: listQuery,
    responses: {
      200: {
        description: 'One page',
        schema: () =>
          z.object({
            total: z.int().check(z.describe('how many match')),
            skipped: z.int().check(z.describe('how many of them are newer than this page')),
            submissions: z.array(listed()),
            next: z.optional(z.string()).check(z.describe('`after` of the page of older ones')),
            previous: z.optional(z.string()).check(z.describe('`after` of the page of newer ones')),
          }),
      },
      400: { description: 'What is wrong, field by field' },
      403: { description: 'A list that the caller may not see' },
      404: { description: 'There is no such group' },
    },
  },
  getSubmission: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}',
    access: 'user',
    summary: 'Everything about one submission, whichever door it came through',
    responses: { 200: { description: 'The submission', schema: submission } },
  },
  listFiles: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}/files',
    access: 'user',
    summary: 'The files that a submission expects, with the state of each',
    query: () => z.extend(paging(), { state: z.optional(z.enum(FILE_STATES)) }),
    responses: {
      200: {
        description: 'One page, by name',
        schema: () => z.object({ files: z.array(file()), next: z.optional(z.string()) }),
      },
    },
  },
  getContent: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}/files/{name}/content',
    access: 'public',
    summary: 'Download a released file: anybody if it is public, otherwise whoever may see the submission',
    responses: { 302: { description: 'To the bytes' } },
  },
  getOutput: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}/outputs/{filename}',
    access: 'user',
    summary: 'Download an output: QC report, finished manifest, receipt, and what checks and jobs make',
    responses: {
      200: { description: 'The bytes, 4 MB at most' },
      302: { description: 'To the bytes, where there are more' },
    },
  },
  listDeliveries: {
    method: 'GET',
    path: '/api/v1/submissions/{ref}/deliveries',
    access: 'user',
    summary: 'What its submitter was told by mail and webhook in the last ninety days, and what became of it',
    responses: {
      200: { description: 'The oldest first', schema: () => z.object({ deliveries: z.array(delivery()) }) },
    },
  },
  redeliver: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/deliveries/{eventId}/redeliver',
    access: 'user',
    summary: 'Call the webhook of one step again',
    responses: { 200: { description: 'It is being called', schema: delivery } },
  },
  redrive: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/redrive',
    access: 'groupAdmin',
    summary: 'Run a failed submission again from the step that failed',
    responses: { 200: { description: 'It runs again', schema: submission } },
  },
  cancel: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/cancel',
    access: 'user',
    summary: 'End a submission that has not been released',
    responses: { 200: { description: 'It has ended', schema: submission } },
  },
  setEmbargo: {
    method: 'PUT',
    path: '/api/v1/submissions/{ref}/embargo',
    access: 'groupAdmin',
    summary: 'Set the day from which embargoed data is public',
    body: () => z.strictObject({ until: z.iso.date('a date is YYYY-MM-DD') }),
    responses: { 200: { description: 'The submission', schema: submission } },
  },
  listDatasets: {
    method: 'GET',
    path: '/api/v1/datasets',
    access: 'public',
    summary: 'The catalogue of what has been released, newest first',
    query: () =>
      z.object({
        q: z
          .optional(z.string().check(z.minLength(1), z.maxLength(200)))
          .check(z.describe('words that all stand somewhere in title, ids or licence')),
        after: z.optional(datasetCursor()),
        limit: paging().shape.limit,
      }),
    responses: {
      200: {
        description: 'One page; a search may end it early, and goes on with `next`',
        schema: () => z.object({ datasets: z.array(dataset()), next: z.optional(z.string()) }),
      },
    },
  },
  getDataset: {
    method: 'GET',
    path: '/api/v1/datasets/{ref}',
    access: 'public',
    summary: 'One entry of the catalogue, with its files where they are public',
    query: paging,
    responses: {
      200: {
        description: 'The entry',
        schema: () => z.extend(dataset(), { files: z.array(datasetFile()), next: z.optional(z.string()) }),
      },
    },
  },
});
