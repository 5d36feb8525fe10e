import * as z from 'zod/mini';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const record = () => z.record(z.string(), z.unknown());
const recordValues = () => z.record(z.string(), z.nullable(z.string()));

const execution = () =>
  z.strictObject({
    serviceExecutionId: identifier(),
    executionTime: z.iso.datetime(),
    serviceId: identifier(),
    userId: identifier(),
  });

export const metadataset = () =>
  z.strictObject({
    record: recordValues(),
    fileIds: z.record(z.string(), z.nullable(identifier())),
    serviceExecutions: z.nullable(z.record(z.string(), z.nullable(execution()))),
    id: identifier(),
    submissionId: z.nullable(identifier()),
    userId: identifier(),
  });

const found = () =>
  z.extend(metadataset(), {
    submittedAt: z.iso.datetime(),
    label: z.nullable(z.string()),
    userName: z.nullable(z.string()),
    groupId: z.nullable(identifier()),
    groupName: z.nullable(z.string()),
    supersedes: z.nullable(identifier()),
    supersededBy: z.nullable(identifier()),
  });

const version = () =>
  z.strictObject({
    id: identifier(),
    submittedAt: z.iso.datetime(),
    userId: identifier(),
    supersedes: z.nullable(identifier()),
    supersededBy: z.nullable(identifier()),
  });

const moment = () =>
  z.iso.datetime({ offset: true, error: 'a date and time with its zone, e.g. 2027-03-01T12:00:00+00:00' });
const yes = () =>
  z.pipe(
    z._default(z.enum(['true', 'false']), 'false'),
    z.transform((text) => text === 'true'),
  );

const pageSize = () =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,4}$/, 'limit is a number from 1 to 1000')), z.transform(Number)),
    z.int().check(z.minimum(1), z.maximum(1000)),
  );
const paging = () => ({
  limit: z.optional(pageSize()).check(z.describe('metadatasets to a page; the `Link` header leads to the next one')),
  after: z
    .optional(z.string().check(z.maxLength(200)))
    .check(z.describe('as the `Link` header of the page before says')),
});

const period = () => ({
  submittedAfter: z.optional(moment()).check(z.describe('exclusive lower bound for the submission date')),
  submittedBefore: z.optional(moment()).check(z.describe('exclusive upper bound for the submission date')),
});

const HIDDEN = {
  403: { description: 'Not yours to see' },
  404: { description: 'The specified metadataset does not exist' },
} as const;

export const metadatasetsRoutes = defineRoutes({
  createMetadataset: {
    method: 'POST',
    path: '/api/v1/metadatasets',
    access: 'user',
    summary: 'Create a new metadataset',
    body: () => z.strictObject({ record: record() }),
    responses: {
      200: { description: 'The metadataset, dates in ISO form', schema: metadataset },
      400: { description: 'Every field that is wrong' },
    },
  },
  listMetadatasets: {
    method: 'GET',
    path: '/api/v1/metadatasets',
    access: 'user',
    summary: 'Query submitted metadatasets, the newest first',
    query: () =>
      z.object({
        ...period(),
        awaitingService: z
          .optional(z.string().check(z.maxLength(200)))
          .check(z.describe('only those for which this service is to be executed')),
        superseded: yes().check(z.describe('also those that were corrected; `false` unless given')),
        ...paging(),
      }),
    responses: {
      200: { description: 'The metadatasets that you may see', schema: () => z.array(metadataset()) },
      404: { description: 'There are none' },
      413: { description: 'Too many for one answer: ask for pages with `limit`' },
    },
  },
  getMetadataset: {
    method: 'GET',
    path: '/api/v1/metadatasets/{id}',
    access: 'user',
    summary: 'Get details for a metadataset',
    responses: { 200: { description: 'The metadataset', schema: metadataset }, ...HIDDEN },
  },
  deleteMetadataset: {
    method: 'DELETE',
    path: '/api/v1/metadatasets/{id}',
    access: 'user',
    summary: 'Delete a metadataset that has not been submitted',
    responses: { 204: { description: 'Deleted' }, ...HIDDEN },
  },
  deleteMetadatasets: {
    method: 'POST',
    path: '/api/v1/rpc/delete-metadatasets',
    access: 'user',
    summary: 'Delete metadatasets that have not been submitted: all of them or none',
    body: () => z.strictObject({ metadatasetIds: z.array(z.string()).check(z.maxLength(25_000)) }),
    responses: { 204: { description: 'Deleted' }, ...HIDDEN },
  },
  executeService: {
    method: 'POST',
    path: '/api/v1/service-execution/{serviceId}/{metadatasetId}',
    access: 'user',
    summary: 'Report what a service found out about a metadataset',
    body: () => z.strictObject({ record: record(), fileIds: z.array(z.string()).check(z.maxLength(1000)) }),
    responses: {
      200: { description: 'The metadataset', schema: metadataset },
      400: { description: 'Everything that is wrong' },
      403: { description: 'You are no user of the service, or it has been executed already' },
      404: { description: 'The specified metadataset or service does not exist' },
    },
  },
  pendingMetadatasets: {
    method: 'GET',
    path: '/api/v1/pending/metadatasets',
    access: 'user',
    summary: 'Your own metadatasets that are not submitted, the newest first',
    query: () => z.object(paging()),
    responses: { 200: { description: 'A page of metadatasets', schema: () => z.array(metadataset()) } },
  },
  searchMetadatasets: {
    method: 'GET',
    path: '/api/v1/submitted-metadatasets',
    access: 'user',
    summary: 'Search submitted metadatasets in every value, id, label and name',
    query: () =>
      z.object({
        search: z
          ._default(z.string().check(z.maxLength(1000)), '')
          .check(z.describe('words that must all occur, in any case; "several words" in quotes are one')),
        ...period(),
        order: z._default(z.enum(['newest', 'oldest']), 'newest'),
        superseded: yes().check(z.describe('also those that were corrected; `false` unless given')),
        limit: z._default(pageSize(), 100),
        after: paging().after,
      }),
    responses: {
      200: {
        description: 'A page. It may be short, even empty: only where the `Link` header is missing is it the last',
        schema: () => z.array(found()),
      },
    },
  },
  correctMetadataset: {
    method: 'POST',
    path: '/api/v1/metadatasets/{id}/correction',
    access: 'user',
    summary: 'Supersede a submitted metadataset by a corrected one; both are kept and linked',
    body: () => z.strictObject({ record: record() }),
    responses: {
      200: { description: 'The corrected metadataset, part of the same submission', schema: metadataset },
      400: { description: 'Every field that is wrong' },
      ...HIDDEN,
      409: { description: 'It is not submitted, or has been superseded already' },
    },
  },
  listVersions: {
    method: 'GET',
    path: '/api/v1/metadatasets/{id}/versions',
    access: 'user',
    summary: 'What a metadataset superseded and was superseded by, the oldest first',
    responses: { 200: { description: 'All versions, itself included', schema: () => z.array(version()) }, ...HIDDEN },
  },
  convertSampleSheet: {
    method: 'POST',
    path: '/api/v1/rpc/convert-sample-sheet',
    repeats: 'harmless',
    access: 'user',
    summary: 'Make records of the rows of a sample sheet (CSV, TSV, XLSX): one column for each metadatum',
    rawBody: {
      contentType: 'application/octet-stream',
      description: 'the sheet; or a multipart/form-data body with the sheet as the part `file`',
    },
    responses: {
      200: {
        description: 'One record per row, for POST /metadatasets, and what is wrong with it',
        schema: () =>
          z.array(
            z.strictObject({
              row: z.int().check(z.describe('in the sheet; the header is row 1')),
              record: recordValues(),
              errors: z.array(z.strictObject({ field: z.optional(z.string()), message: z.string() })),
            }),
          ),
      },
      400: { description: 'The sheet cannot be read, or columns are missing' },
    },
  },
});
