import * as z from 'zod/mini';
import { ANNOUNCE_LIMIT, LARGEST_FILE_BYTES } from '../../domain/file/announce.ts';
import { FILE_STATES } from '../../domain/file/file.ts';
import { defineRoutes } from '../http/route.ts';

const headers = () => z.record(z.string(), z.string()).check(z.describe('headers that the upload must send, exactly'));
const partUrl = () => z.object({ partNumber: z.int(), url: z.url() });

const upload = () =>
  z.object({
    name: z.string(),
    upload: z.string().check(z.describe('names this upload in the other calls')),
    state: z.enum(FILE_STATES),
    size: z.nullable(z.int()),
    partSize: z.optional(z.int()).check(z.describe('bytes of every part but the last')),
    partCount: z.optional(z.int()),
    parts: z
      .optional(z.array(z.object({ partNumber: z.int(), size: z.int() })))
      .check(z.describe('parts that have arrived')),
  });

const announced = () =>
  z.union([
    z.object({
      name: z.string(),
      upload: z.string(),
      method: z.literal('PUT'),
      url: z.url(),
      headers: headers(),
      expiresAt: z.string(),
    }),
    z.object({
      name: z.string(),
      upload: z.string(),
      partSize: z.int(),
      partCount: z.int(),
      parts: z.array(partUrl()).check(z.describe('URLs of the first parts; POST …/parts gives more')),
      expiresAt: z.string(),
    }),
  ]);

const declared = () => ({
  size: z.int().check(z.minimum(0), z.maximum(LARGEST_FILE_BYTES)),
  sha256: z.optional(
    z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, 'a SHA-256 is 64 hexadecimal digits'), z.toLowerCase()),
  ),
});

const names = () =>
  z.array(z.string().check(z.minLength(1), z.maxLength(1024))).check(z.minLength(1), z.maxLength(ANNOUNCE_LIMIT));

export const routes = defineRoutes({
  announceFiles: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/uploads',
    repeats: 'harmless',
    access: 'user',
    summary: 'Announce up to 100 files and get the URLs to upload them to',
    body: () =>
      z.strictObject({
        files: z
          .array(
            z.strictObject({
              name: z
                .string()
                .check(
                  z.minLength(1),
                  z.maxLength(1024),
                  z.describe('of an input of an assignment: its dataStorePath'),
                ),
              fileName: z
                .optional(z.string().check(z.minLength(1), z.maxLength(1024)))
                .check(z.describe('of an input: how the file is named')),
              ...declared(),
            }),
          )
          .check(z.minLength(1), z.maxLength(ANNOUNCE_LIMIT)),
      }),
    responses: {
      200: {
        description: 'One entry per file, in the order asked',
        schema: () => z.object({ files: z.array(announced()) }),
      },
    },
  },
  announceStagedFile: {
    method: 'POST',
    path: '/api/v1/files/{id}/uploads',
    repeats: 'harmless',
    access: 'user',
    summary: 'Get the URLs to upload a file to S3 directly, of any size; confirm it with PUT /api/v1/files/{id}',
    body: () => z.strictObject(declared()),
    responses: { 200: { description: 'Where to upload the file', schema: announced } },
  },
  confirmFiles: {
    method: 'POST',
    path: '/api/v1/submissions/{ref}/uploads/confirm',
    repeats: 'harmless',
    access: 'user',
    summary: 'Say that files have been uploaded, instead of waiting until the service notices',
    body: () => z.strictObject({ names: names() }),
    responses: {
      200: {
        description: 'The state of each file',
        schema: () => z.object({ files: z.array(z.object({ name: z.string(), state: z.enum(FILE_STATES) })) }),
      },
    },
  },
  getUpload: {
    method: 'GET',
    path: '/api/v1/uploads/{upload}',
    access: 'user',
    summary: 'What has arrived of one file, to resume its upload',
    responses: { 200: { description: 'The upload', schema: upload } },
  },
  signParts: {
    method: 'POST',
    path: '/api/v1/uploads/{upload}/parts',
    repeats: 'harmless',
    access: 'user',
    summary: 'Get URLs for parts, as many and as often as needed',
    body: () =>
      z.strictObject({
        partNumbers: z.array(z.int().check(z.minimum(1), z.maximum(10_000))).check(z.minLength(1), z.maxLength(1000)),
      }),
    responses: {
      200: {
        description: 'One URL per part',
        schema: () => z.object({ parts: z.array(partUrl()), expiresAt: z.string() }),
      },
    },
  },
  completeUpload: {
    method: 'POST',
    path: '/api/v1/uploads/{upload}/complete',
    repeats: 'harmless',
    access: 'user',
    summary: 'Put the parts together; the file has then arrived',
    responses: { 200: { description: 'The upload', schema: upload } },
  },
  abortUpload: {
    method: 'DELETE',
    path: '/api/v1/uploads/{upload}',
    access: 'user',
    summary: 'Give an upload up; the file can be announced again',
    responses: { 204: { description: 'Given up' } },
  },
});
