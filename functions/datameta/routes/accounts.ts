import * as z from 'zod/mini';
import { fullName, groupName, reference, tokenLabel } from '../../../domain/account/fields.ts';
import { defineRoutes } from '../../http/route.ts';
import { identifier } from '../identifier.ts';

const flag = () => z.nullable(z.boolean());
const key = () => ({
  id: identifier(),
  label: z.string(),
  expires: z.nullable(z.string()).check(z.describe('UTC, without a zone')),
});
const group = () => z.strictObject({ id: identifier(), name: z.string() });
/** Long enough for every password that was ever accepted, and no work for the hash beyond that. */
const secret = () => z.string().check(z.maxLength(1024));

const NOT_YOURS = { 401: { description: 'Sign in' }, 403: { description: 'Not yours to see or to do' } } as const;
const REFUSED = { 400: { description: 'What is wrong, fault by fault' }, ...NOT_YOURS } as const;
const MISSING = { 404: { description: 'There is no such record' } } as const;

export const accountsRoutes = defineRoutes({
  createKey: {
    method: 'POST',
    path: '/api/v1/keys',
    repeats: 'secret',
    access: 'public',
    summary: 'Make an API key: with a key that you have, or with e-mail address and password',
    body: () =>
      z.strictObject({
        email: z.optional(z.string().check(z.maxLength(254))),
        password: z.optional(secret()),
        label: tokenLabel,
        expires: z
          .optional(z.string().check(z.maxLength(40)))
          .check(z.describe('a date, which the key outlives, or an ISO 8601 time (UTC without an offset)')),
      }),
    responses: {
      200: {
        description: 'The key, shown this once',
        schema: () => z.strictObject({ ...key(), userId: identifier(), token: z.string() }),
      },
      ...REFUSED,
      409: { description: 'There are 50 keys already' },
      429: { description: 'Too many attempts; Retry-After says when to try again' },
    },
  },
  deleteKey: {
    method: 'DELETE',
    path: '/api/v1/keys/{id}',
    access: 'user',
    summary: 'Delete an API key of your own, at once',
    responses: { 200: { description: 'Deleted' }, ...NOT_YOURS },
  },
  whoAmIAtDatameta: {
    method: 'GET',
    path: '/api/v1/rpc/whoami',
    access: 'user',
    summary: 'Who the key belongs to',
    responses: {
      200: {
        description: 'The user',
        schema: () =>
          z.strictObject({
            id: identifier(),
            name: z.string(),
            groupAdmin: z.boolean(),
            siteAdmin: z.boolean(),
            siteRead: z.boolean(),
            email: z.string(),
            group: group(),
          }),
      },
      401: { description: 'Sign in' },
    },
  },
  listKeys: {
    method: 'GET',
    path: '/api/v1/users/{id}/keys',
    access: 'user',
    summary: 'Your own API keys, without the keys themselves, the newest first',
    responses: {
      200: { description: 'The keys', schema: () => z.array(z.strictObject({ ...key(), hasExpired: z.boolean() })) },
      ...NOT_YOURS,
    },
  },
  updatePassword: {
    method: 'PUT',
    path: '/api/v1/users/{id}/password',
    access: 'public',
    summary: 'Set your password; with 0 as the id by the token of a reset mail',
    body: () =>
      z.strictObject({
        passwordChangeCredential: secret().check(z.describe('the present password, or the token of a reset mail')),
        newPassword: secret(),
      }),
    responses: {
      204: { description: 'Set; all sessions have ended, API keys have not' },
      ...REFUSED,
      404: { description: 'The token is unknown or was used' },
      410: { description: 'The token has expired' },
      429: { description: 'Too many attempts; Retry-After says when to try again' },
    },
  },
  getUser: {
    method: 'GET',
    path: '/api/v1/users/{id}',
    access: 'user',
    summary: 'A user of your group, or any user for admins and readers of the site',
    responses: {
      200: {
        description: 'The user; e-mail address and roles are for admins and otherwise null',
        schema: () =>
          z.strictObject({
            id: identifier(),
            name: z.string(),
            groupAdmin: flag(),
            siteAdmin: flag(),
            siteRead: flag(),
            email: z.nullable(z.string()),
            groupId: identifier(),
          }),
      },
      ...NOT_YOURS,
      ...MISSING,
    },
  },
  updateUser: {
    method: 'PUT',
    path: '/api/v1/users/{id}',
    access: 'user',
    administers: true,
    summary: 'Change name, group, roles, or disable; all or nothing',
    // the one request of this API in which unknown keys are let pass
    body: () =>
      z.looseObject({
        name: z.optional(fullName),
        groupId: z.optional(reference),
        groupAdmin: z.optional(z.boolean()),
        siteAdmin: z.optional(z.boolean()),
        siteRead: z.optional(z.boolean()),
        enabled: z.optional(z.boolean()),
      }),
    responses: { 204: { description: 'Changed' }, ...REFUSED, ...MISSING },
  },
  getGroup: {
    method: 'GET',
    path: '/api/v1/groups/{id}',
    access: 'user',
    summary: 'Your own group, or any group for admins and readers of the site',
    responses: { 200: { description: 'The group', schema: group }, ...NOT_YOURS, ...MISSING },
  },
  updateGroup: {
    method: 'PUT',
    path: '/api/v1/groups/{id}',
    access: 'siteAdmin',
    summary: 'Rename a group',
    body: () => z.strictObject({ name: groupName }),
    responses: { 204: { description: 'Renamed' }, ...REFUSED },
  },
  server: {
    method: 'GET',
    path: '/api/v1/server',
    access: 'public',
    ignoresToken: true,
    summary: 'Which API this is',
    responses: {
      200: {
        description: 'The version of the API, and of the server that it is the API of',
        schema: () => z.strictObject({ apiVersion: z.string(), datametaVersion: z.string() }),
      },
    },
  },
});
