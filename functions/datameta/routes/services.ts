import * as z from 'zod/mini';
import { reference } from '../../../domain/account/fields.ts';
import { serviceName } from '../../../domain/metadata/service.ts';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const service = () => z.strictObject({ id: identifier(), name: z.string(), userIds: z.array(identifier()) });
const REFUSED = {
  400: { description: 'What is wrong, fault by fault' },
  401: { description: 'Sign in' },
  403: { description: 'For site admins only' },
} as const;

export const servicesRoutes = defineRoutes({
  createService: {
    method: 'POST',
    path: '/api/v1/services',
    access: 'siteAdmin',
    summary: 'Make a service',
    body: () => z.strictObject({ name: serviceName }),
    responses: { 200: { description: 'The service', schema: service }, ...REFUSED },
  },
  listServices: {
    method: 'GET',
    path: '/api/v1/services',
    access: 'siteAdmin',
    summary: 'All services, by name',
    responses: { 200: { description: 'The services', schema: () => z.array(service()) }, ...REFUSED },
  },
  updateService: {
    method: 'PUT',
    path: '/api/v1/services/{id}',
    access: 'siteAdmin',
    summary: 'Rename a service, or say who executes it: the list replaces the one before',
    body: () =>
      z.strictObject({
        name: z.nullish(serviceName),
        userIds: z.nullish(z.array(reference).check(z.maxLength(1000))),
      }),
    responses: {
      200: { description: 'The service', schema: service },
      ...REFUSED,
      404: { description: 'There is no such service' },
    },
  },
});
