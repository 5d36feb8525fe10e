import * as z from 'zod/mini';
import { definitionRequest } from '../../../domain/metadata/definition.ts';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const metadatum = () =>
  z.strictObject({
    id: identifier(),
    name: z.string(),
    regexDescription: z.nullable(z.string()),
    longDescription: z.nullable(z.string()),
    example: z.nullable(z.string()),
    regExp: z.nullable(z.string()),
    dateTimeFmt: z.nullable(z.string()),
    isMandatory: z.boolean(),
    order: z.int(),
    isFile: z.boolean(),
    isSubmissionUnique: z.boolean(),
    isSiteUnique: z.boolean(),
    serviceId: z.nullable(identifier()),
  });

const WRONG = {
  400: { description: 'Fields that are missing or wrong; a pattern or format that cannot be used' },
  403: { description: 'For site admins only' },
} as const;

export const metadataRoutes = defineRoutes({
  listMetadata: {
    method: 'GET',
    path: '/api/v1/metadata',
    access: 'user',
    summary: 'Get the metadata definitions that are configured for this site',
    responses: {
      200: { description: 'Sorted by `order`; metadata of services included', schema: () => z.array(metadatum()) },
    },
  },
  createMetadatum: {
    method: 'POST',
    path: '/api/v1/metadata',
    access: 'siteAdmin',
    summary: 'Create a new metadatum',
    body: () => definitionRequest,
    responses: {
      200: { description: 'The metadatum', schema: metadatum },
      ...WRONG,
      404: { description: 'The specified service does not exist' },
    },
  },
  updateMetadatum: {
    method: 'PUT',
    path: '/api/v1/metadata/{id}',
    access: 'siteAdmin',
    summary: 'Update a metadatum',
    body: () => definitionRequest,
    responses: {
      200: { description: 'The metadatum', schema: metadatum },
      ...WRONG,
      404: { description: 'The metadatum or the specified service does not exist' },
      409: { description: 'Somebody else changed it at the same time' },
    },
  },
});
