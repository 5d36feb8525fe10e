import * as z from 'zod/mini';
import { fullName, groupName, reference } from '../../../domain/account/fields.ts';
import { registrationRequest } from '../../../domain/metadata/registration.ts';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const group = () => z.strictObject({ id: identifier(), name: z.string() });
const NOT_YOURS = {
  401: { description: 'Sign in' },
  403: { description: 'For the admins of the group that is asked for, and of the site' },
} as const;
const MISSING = { 404: { description: 'There is no such registration, or it is decided already' } } as const;

export const registrationsRoutes = defineRoutes({
  register: {
    method: 'POST',
    path: '/api/v1/registrations',
    access: 'public',
    ignoresToken: true,
    summary: 'Ask for an account, in a group that there is or in a new one',
    body: () => registrationRequest,
    responses: {
      204: { description: 'Admins have been told' },
      400: {
        description:
          'Every problem: check_user_agreement, email, user_exists, req_exists, org_new_name, org_select, name',
      },
      429: { description: 'Too many attempts; Retry-After says when to try again' },
    },
  },
  registrationSettings: {
    method: 'GET',
    path: '/api/v1/registrationsettings',
    access: 'public',
    ignoresToken: true,
    summary: 'What somebody has to know who asks for an account',
    responses: {
      200: {
        description: 'The user agreement, null where there is none, and the groups',
        schema: () => z.strictObject({ userAgreement: z.nullable(z.string()), groups: z.array(group()) }),
      },
    },
  },
  listRegistrations: {
    method: 'GET',
    path: '/api/v1/registrations',
    access: 'groupAdmin',
    summary: 'Registrations that wait for your decision, the oldest first',
    responses: {
      200: {
        description: 'The registrations',
        schema: () =>
          z.array(
            z.strictObject({
              id: identifier(),
              name: z.string(),
              email: z.string(),
              group: z.nullable(group()).check(z.describe('null where a new one is asked for')),
              newGroupName: z.nullable(z.string()),
              createdAt: z.iso.datetime(),
            }),
          ),
      },
      ...NOT_YOURS,
    },
  },
  acceptRegistration: {
    method: 'POST',
    path: '/api/v1/registrations/{id}/acceptance',
    access: 'groupAdmin',
    summary: 'Open the account, and the group where it is new, and mail a link for the first password',
    body: () =>
      z.strictObject({
        name: z.optional(fullName).check(z.describe('in place of the name as given')),
        groupId: z.optional(reference).check(z.describe('in place of the group that is asked for')),
        newGroupName: z
          .optional(groupName)
          .check(z.describe('in place of the group that is asked for, for site admins')),
        groupAdmin: z._default(z.boolean(), false),
      }),
    responses: {
      200: {
        description: 'The account',
        schema: () =>
          z.strictObject({
            userId: identifier(),
            username: z.string(),
            groupId: identifier(),
            invitation: z.strictObject({
              sent: z.boolean().check(z.describe('whether the mail with the link could be sent')),
              expiresAt: z.iso.datetime(),
              link: z
                .optional(z.url())
                .check(z.describe('only where the mail could not be sent: hand it over yourself')),
            }),
          }),
      },
      400: { description: 'The e-mail address or the name of the new group is taken' },
      ...NOT_YOURS,
      ...MISSING,
    },
  },
  rejectRegistration: {
    method: 'POST',
    path: '/api/v1/registrations/{id}/rejection',
    access: 'groupAdmin',
    summary: 'Turn a registration down, which the person is told by mail',
    responses: { 204: { description: 'Turned down' }, ...NOT_YOURS, ...MISSING },
  },
});
