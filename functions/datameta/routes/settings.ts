import * as z from 'zod/mini';
import { VALUE_TYPES } from '../../../domain/settings/setting.ts';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const NOT_YOURS = { 401: { description: 'Sign in' }, 403: { description: 'For site admins only' } } as const;

export const settingsRoutes = defineRoutes({
  listSettings: {
    method: 'GET',
    path: '/api/v1/appsettings',
    access: 'siteAdmin',
    summary: 'What can be set for this site while it runs: texts of mails, the user agreement',
    responses: {
      200: {
        description: 'Every setting with its value',
        schema: () =>
          z.array(
            z.strictObject({ id: identifier(), key: z.string(), valueType: z.enum(VALUE_TYPES), value: z.string() }),
          ),
      },
      ...NOT_YOURS,
    },
  },
  updateSetting: {
    method: 'PUT',
    path: '/api/v1/appsettings/{id}',
    access: 'siteAdmin',
    summary: 'Change a setting; the value is text whatever its type',
    body: () => z.strictObject({ value: z.string() }),
    responses: {
      204: { description: 'Changed' },
      400: { description: 'Not a value of this type' },
      ...NOT_YOURS,
      404: { description: 'There is no such setting' },
    },
  },
});
