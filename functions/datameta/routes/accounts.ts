import * as z from 'zod';
import { defineRoutes } from '../../http/route.ts';

export const accountsRoutes = defineRoutes({
  server: {
    method: 'GET',
    path: '/api/v1/server',
    access: 'public',
    ignoresToken: true,
    summary: 'Which API this is',
    responses: {
      200: {
        description: 'The version of the API, and of the server that first had it',
        schema: z.strictObject({ apiVersion: z.string(), datametaVersion: z.string() }),
      },
    },
  },
});
