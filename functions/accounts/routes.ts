import * as z from 'zod/mini';
import { notificationSchema } from '../../domain/notification/webhook.ts';
import { defineRoutes } from '../http/route.ts';
import * as s from './schemas.ts';

const REFUSED = { 400: { description: 'What is wrong, field by field' }, 401: { description: 'Sign in' } } as const;
const TOKEN_GONE = { 404: { description: 'No such token' }, 409: { description: 'It has expired' } } as const;
const NOT_YOURS = {
  403: { description: 'A user of another group, or one with more rights than yours' },
  404: { description: 'No such user or token' },
} as const;
const TOO_MANY = { 429: { description: 'Too many attempts; Retry-After says when to try again' } } as const;

/** Sign-in as NeMO's clients know it; errors are `{"message": …}`. */
export const sessionRoutes = defineRoutes({
  login: {
    method: 'POST',
    path: '/v1/login',
    repeats: 'harmless',
    access: 'public',
    ignoresToken: true,
    summary: 'Sign in for 24 hours',
    body: s.login,
    responses: {
      200: { description: 'Signed in', schema: s.loginAnswer },
      401: { description: 'Login failed', schema: s.message },
      ...TOO_MANY,
    },
  },
  logout: {
    method: 'POST',
    path: '/v1/logout',
    repeats: 'harmless',
    access: 'user',
    summary: 'End the session whose token is sent',
    responses: { 200: { description: 'The session has ended', schema: s.message }, ...REFUSED },
  },
});

/** Users, groups, passwords and API tokens; errors are RFC 9457 problem details. */
export const accountRoutes = defineRoutes({
  whoAmI: {
    method: 'GET',
    path: '/api/v1/account',
    access: 'user',
    summary: 'The account that the token belongs to',
    responses: { 200: { description: 'The account', schema: s.account }, ...REFUSED },
  },
  changeOwnPassword: {
    method: 'PUT',
    path: '/api/v1/account/password',
    access: 'user',
    summary: 'Change the own password; ends all sessions, keeps API tokens',
    body: s.ownPassword,
    responses: {
      204: { description: 'Changed' },
      ...REFUSED,
      403: { description: 'The current password is wrong' },
      ...TOO_MANY,
    },
  },
  getPreferences: {
    method: 'GET',
    path: '/api/v1/account/preferences',
    access: 'user',
    summary: 'What the caller wants to be told, and how',
    responses: { 200: { description: 'The preferences', schema: s.preferences }, ...REFUSED },
  },
  setPreferences: {
    method: 'PUT',
    path: '/api/v1/account/preferences',
    access: 'user',
    summary: 'Choose the mails about own submissions; those about passwords always come',
    body: s.preferenceChange,
    responses: { 200: { description: 'The preferences as they are now', schema: s.preferences }, ...REFUSED },
  },
  setWebhook: {
    method: 'PUT',
    path: '/api/v1/account/webhook',
    access: 'user',
    summary: 'Have a webhook called for every step of own submissions, at every door, that name none themselves',
    body: () => notificationSchema,
    responses: {
      200: { description: 'In place of the one before, with a new secret', schema: s.createdWebhook },
      ...REFUSED,
    },
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/v1/account/webhook',
    access: 'user',
    summary: 'Have none called',
    responses: { 204: { description: 'There is none' }, ...REFUSED },
  },
  requestPasswordLink: {
    method: 'POST',
    path: '/api/v1/password-links',
    access: 'public',
    ignoresToken: true,
    summary: 'Mail a one-time link for a new password to this address, if anybody here has it',
    body: s.passwordLinkRequest,
    responses: { 202: { description: 'The same answer for every address', schema: s.message }, ...TOO_MANY },
  },
  setPassword: {
    method: 'POST',
    path: '/api/v1/password',
    access: 'public',
    ignoresToken: true,
    summary: 'Set a password with a one-time link',
    body: s.passwordByLink,
    responses: {
      200: { description: 'Set; all sessions have ended', schema: () => z.object({ username: z.string() }) },
      400: { description: 'The rules that the password breaks; the link stays good' },
      404: { description: 'The link is unknown or was used' },
      410: { description: 'The link has expired' },
    },
  },
  listTokens: {
    method: 'GET',
    path: '/api/v1/tokens',
    access: 'user',
    summary: 'The own API tokens, newest first',
    responses: { 200: { description: 'Without the tokens themselves', schema: s.tokenList }, ...REFUSED },
  },
  createToken: {
    method: 'POST',
    path: '/api/v1/tokens',
    repeats: 'secret',
    access: 'user',
    summary: 'Make an API token',
    body: s.newToken,
    responses: {
      201: { description: 'The token, shown this once', schema: s.createdToken },
      ...REFUSED,
      409: { description: 'There are 50 already' },
    },
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    access: 'user',
    summary: 'Revoke an own API token, at once',
    responses: { 204: { description: 'Revoked' }, ...REFUSED, 404: { description: 'No such token of yours' } },
  },
  changeToken: {
    method: 'PATCH',
    path: '/api/v1/tokens/{id}',
    access: 'user',
    summary: 'Change label, description or expiry of an own API token that has not expired',
    body: s.tokenChange,
    responses: { 200: { description: 'The token as it is now', schema: s.token }, ...REFUSED, ...TOKEN_GONE },
  },
  listTokensOf: {
    method: 'GET',
    path: '/api/v1/users/{userId}/tokens',
    access: 'groupAdmin',
    summary: "A user's API tokens, for whoever administers that user",
    responses: { 200: { description: 'Without the tokens themselves', schema: s.tokenList }, ...REFUSED, ...NOT_YOURS },
  },
  createTokenFor: {
    method: 'POST',
    path: '/api/v1/users/{userId}/tokens',
    access: 'groupAdmin',
    summary: 'Make an API token on behalf of a user whom the caller administers',
    body: s.newToken,
    responses: {
      201: { description: 'The token, shown this once', schema: s.createdToken },
      ...REFUSED,
      ...NOT_YOURS,
      409: { description: 'There are 50 already' },
    },
  },
  changeTokenOf: {
    method: 'PATCH',
    path: '/api/v1/users/{userId}/tokens/{id}',
    access: 'groupAdmin',
    summary: "Change label, description or expiry of a user's API token",
    body: s.tokenChange,
    responses: {
      200: { description: 'The token as it is now', schema: s.token },
      ...REFUSED,
      ...NOT_YOURS,
      ...TOKEN_GONE,
    },
  },
  revokeTokenOf: {
    method: 'DELETE',
    path: '/api/v1/users/{userId}/tokens/{id}',
    access: 'groupAdmin',
    summary: "Revoke a user's API token, at once",
    responses: { 204: { description: 'Revoked' }, ...REFUSED, ...NOT_YOURS },
  },
  listUsers: {
    method: 'GET',
    path: '/api/v1/users',
    access: 'groupAdmin',
    summary: 'Users by name: all for site admins, the own group for group admins',
    query: () => z.object({ ...s.paging(), group: z.optional(z.string().check(z.minLength(1), z.maxLength(64))) }),
    responses: {
      200: { description: 'One page', schema: s.accountPage },
      ...REFUSED,
      404: { description: 'There is no such group' },
    },
  },
  createUser: {
    method: 'POST',
    path: '/api/v1/users',
    access: 'groupAdmin',
    summary: 'Open an account, with a password or by invitation',
    body: s.newAccount,
    responses: {
      201: { description: 'The account', schema: s.createdAccount },
      ...REFUSED,
      403: { description: 'Not your group, or a role that you may not give' },
      404: { description: 'There is no such group' },
      409: { description: 'The username or e-mail address is taken' },
    },
  },
  changeAccount: {
    method: 'PATCH',
    path: '/api/v1/accounts/{id}',
    access: 'user',
    administers: true,
    summary: 'Change name, group, roles, or disable; all or nothing',
    body: s.accountChange,
    responses: {
      200: { description: 'The account as it is now', schema: s.account },
      ...REFUSED,
      403: { description: 'Names the fields that you may not change' },
      404: { description: 'No such account or group' },
      409: { description: 'Somebody else changed it at the same time' },
    },
  },
  listAudit: {
    method: 'GET',
    path: '/api/v1/audit',
    access: 'siteAdmin',
    summary: 'What was administered in a month, newest first: by whom, on what, and what became of it',
    query: () => z.object({ ...s.paging(), month: s.month() }),
    responses: { 200: { description: 'One page', schema: s.auditPage }, ...REFUSED },
  },
  listGroups: {
    method: 'GET',
    path: '/api/v1/groups',
    access: 'user',
    summary: 'Groups by name',
    query: () => z.object(s.paging()),
    responses: { 200: { description: 'One page', schema: s.groupPage }, ...REFUSED },
  },
  createGroup: {
    method: 'POST',
    path: '/api/v1/groups',
    access: 'siteAdmin',
    summary: 'Open a group',
    body: s.newGroup,
    responses: { 201: { description: 'The group', schema: s.group }, ...REFUSED, 409: { description: 'Name taken' } },
  },
});

export const routes = defineRoutes({ ...sessionRoutes, ...accountRoutes });
