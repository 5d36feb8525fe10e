import * as z from 'zod/mini';
import { POLICIES, STEPS } from '../../domain/submission/submission.ts';
import { defineRoutes } from '../http/route.ts';

const step = () => z.object({ name: z.enum(STEPS), success: z.boolean(), date: z.string(), msg: z.string() });

const submission = () =>
  z.object({
    id: z.string(),
    submitter: z.string(),
    creation: z.string(),
    complete: z.boolean(),
    success: z.boolean(),
    steps: z.array(step()),
    policy: z.optional(z.enum(POLICIES)),
  });

const history = () =>
  z.object({
    total: z.int(),
    results: z.array(submission()),
    page: z.optional(z.int()),
    next: z.optional(z.url()),
  });

const refused = { description: 'Refused, with the reason' };

const fileStatus = () =>
  z.object({
    file_name: z.optional(z.string()),
    identifier: z.optional(z.nullable(z.string())),
    schema: z.url(),
    status: z.enum(['COMPLETE', 'FAILED', 'IN_PROGRESS', 'HOLD']),
    submission_id: z.string(),
    submitter: z.object({ username: z.string(), first: z.string(), last: z.string(), email: z.string() }),
  });

export const routes = defineRoutes({
  createSubmission: {
    method: 'POST',
    path: '/api/submission',
    access: 'user',
    summary: 'Submit a manifest; with dryrun=y only check it',
    rawBody: {
      contentType: 'multipart/form-data',
      description:
        'manifest: the file (CSV, TSV or XLSX); instead of it manifest_upload: the reference of an uploaded manifest. ' +
        'Optional: notification (a webhook document), embargo_until (YYYY-MM-DD), label, licence (SPDX identifier).',
      parts: {
        manifest: { description: 'CSV, TSV or XLSX', isFile: true },
        manifest_upload: { description: 'the reference of an uploaded manifest' },
        notification: { description: 'a webhook document, JSON' },
        embargo_until: { description: 'YYYY-MM-DD' },
        label: { description: 'what to call the submission' },
        licence: { description: 'SPDX identifier, such as CC-BY-4.0' },
      },
    },
    responses: {
      200: {
        description: 'Taken in, or the outcome of a dry run',
        schema: () => z.looseObject({ result: z.enum(['success', 'failure']), id: z.string() }),
      },
      400: refused,
      404: { description: 'No manifest was uploaded under this name' },
      413: refused,
      415: refused,
      422: refused,
    },
  },
  listSubmissions: {
    method: 'GET',
    path: '/api/submission',
    access: 'user',
    summary: 'Your submissions, newest first, 100 a page; all=y adds those of your group, or all, if you lead it',
    responses: { 200: { description: 'One page', schema: history } },
  },
  searchSubmissions: {
    method: 'POST',
    path: '/api/submission/search',
    repeats: 'harmless',
    access: 'user',
    summary: 'Search the submissions that you have access to',
    rawBody: { contentType: 'application/json', description: 'A search document' },
    responses: { 200: { description: 'One page of what was found', schema: history }, 400: refused },
  },
  getSubmission: {
    method: 'GET',
    path: '/api/submission/{id}',
    access: 'user',
    summary: 'One submission with its steps',
    responses: { 200: { description: 'The submission', schema: submission }, 404: refused },
  },
  getFileStatus: {
    method: 'GET',
    path: '/v1/file-status/{identifier}',
    access: 'user',
    summary: 'The status of a file by its permanent identifier',
    responses: { 200: { description: 'The file', schema: fileStatus }, 404: refused },
  },
  getNamedFileStatus: {
    method: 'GET',
    path: '/v1/file-status/{id}/{name}',
    access: 'user',
    summary: 'The status of a file by its submission and name',
    responses: { 200: { description: 'The file', schema: fileStatus }, 404: refused },
  },
});
