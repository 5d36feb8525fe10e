import * as z from 'zod/mini';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const fileResponse = () =>
  z.strictObject({
    id: identifier(),
    name: z.string(),
    contentUploaded: z.nullable(z.boolean()),
    checksum: z.string(),
    filesize: z.nullable(z.int()),
    userId: identifier(),
    expires: z.nullable(z.string()),
  });

const fileUrl = () =>
  z.strictObject({
    fileId: identifier(),
    fileUrl: z.url(),
    expires: z.string(),
    checksum: z.string(),
  });

const MISSING = { 404: { description: 'There is no such file, or none any more' } } as const;
const HIDDEN = { 403: { description: 'Not yours to see' }, ...MISSING } as const;
const FINAL = { 403: { description: 'Not yours to change, or final' }, ...MISSING } as const;

const upload = {
  path: '/api/v1/upload/{id}',
  access: 'public',
  ignoresToken: true,
  headers: { 'Access-Token': 'as the announcement of the file has it in `requestHeaders`' },
  responses: {
    204: { description: 'The bytes are stored; they can be sent again until the file is confirmed' },
    400: { description: 'There is no file in the request' },
    404: { description: 'There is no such file, or the Access-Token is not (or no longer) good for it' },
    409: { description: 'The file is confirmed already' },
    413: { description: 'Too large for this way: the message names the other' },
  },
} as const;

export const filesRoutes = defineRoutes({
  announceFile: {
    method: 'POST',
    path: '/api/v1/files',
    repeats: 'secret',
    access: 'user',
    summary: 'Create a new file: the answer says where to upload it',
    body: () =>
      z.strictObject({
        name: z.string(),
        checksum: z.string().check(z.describe('MD5 of the bytes, 32 lower-case hexadecimal digits')),
      }),
    responses: {
      200: {
        description: 'The file, with the URL to POST it to as the form field `file`',
        schema: () =>
          z.strictObject({
            id: identifier(),
            name: z.string(),
            urlToUpload: z.url(),
            requestHeaders: z.record(z.string(), z.string()),
            userId: identifier(),
            expires: z.string(),
          }),
      },
      400: { description: 'No file can have this name' },
    },
  },
  getStagedFile: {
    method: 'GET',
    path: '/api/v1/files/{id}',
    access: 'user',
    summary: 'Get details for a file',
    responses: { 200: { description: 'The file', schema: fileResponse }, ...HIDDEN },
  },
  updateFile: {
    method: 'PUT',
    path: '/api/v1/files/{id}',
    access: 'user',
    summary: 'Correct a file, or confirm that it has been uploaded: the bytes are then final',
    body: () =>
      z.strictObject({
        name: z.optional(z.string()),
        contentUploaded: z.optional(z.boolean()),
        checksum: z.optional(z.string()),
      }),
    responses: {
      200: { description: 'The file', schema: fileResponse },
      400: { description: 'Nothing has been uploaded, or no file can have this name' },
      ...FINAL,
      409: { description: 'The checksum of the uploaded data is not the announced one' },
    },
  },
  deleteFile: {
    method: 'DELETE',
    path: '/api/v1/files/{id}',
    access: 'user',
    summary: 'Delete a file that has not been submitted',
    responses: { 204: { description: 'Deleted' }, ...FINAL },
  },
  deleteFiles: {
    method: 'POST',
    path: '/api/v1/rpc/delete-files',
    access: 'user',
    summary: 'Delete files that have not been submitted: all of them or none',
    body: () => z.strictObject({ fileIds: z.array(z.string()) }),
    responses: { 204: { description: 'Deleted' }, ...FINAL },
  },
  getFileUrl: {
    method: 'GET',
    path: '/api/v1/rpc/get-file-url/{id}',
    access: 'user',
    summary: 'Get a URL that downloads a file for a while, without signing in',
    query: () =>
      z.object({
        expires: z
          ._default(
            z.pipe(
              z.string().check(z.regex(/^[+-]?\d{1,9}$/, 'expires is a whole number of minutes')),
              z.transform(Number),
            ),
            1,
          )
          .check(z.describe('minutes; defaults to 1')),
        redirect: z.pipe(
          z._default(z.enum(['true', 'false', '1', '0']), 'false'),
          z.transform((text) => text === 'true' || text === '1'),
        ),
      }),
    responses: {
      200: { description: 'The URL', schema: fileUrl },
      307: { description: 'The same, as a redirect to it', schema: fileUrl },
      ...HIDDEN,
    },
  },
  pendingFiles: {
    method: 'GET',
    path: '/api/v1/pending/files',
    access: 'user',
    summary: 'Your own files that are not submitted, the newest first',
    query: () =>
      z.object({
        limit: z._default(
          z.pipe(
            z.pipe(z.string().check(z.regex(/^\d{1,4}$/)), z.transform(Number)),
            z.int().check(z.minimum(1), z.maximum(1000)),
          ),
          1000,
        ),
        after: z
          .optional(z.string().check(z.maxLength(2000)))
          .check(z.describe('as the `Link` header of the page before says')),
      }),
    responses: { 200: { description: 'A page of files', schema: () => z.array(fileResponse()) } },
  },
  postUpload: {
    ...upload,
    method: 'POST',
    repeats: 'harmless',
    summary: 'Upload an announced file of up to 4.5 MB as a form',
    rawBody: {
      contentType: 'multipart/form-data',
      description: 'A form with the file',
      parts: { file: { description: 'the bytes', isFile: true, required: true } },
    },
  },
  putUpload: {
    ...upload,
    method: 'PUT',
    summary: 'Upload an announced file of up to 4.5 MB as it is',
    rawBody: { contentType: 'application/octet-stream', description: 'The bytes' },
  },
  download: {
    method: 'GET',
    path: '/api/v1/download/{token}',
    access: 'public',
    ignoresToken: true,
    summary: 'Download a file by the URL that get-file-url has given',
    responses: {
      307: { description: 'Redirects to the bytes' },
      404: { description: 'There is no such URL, or its time is over' },
    },
  },
});
