import { type Example, SITE_ID, UUID_ONLY } from './example.ts';
import { PASSWORD } from './world.ts';

const USER = { groupAdmin: true, siteAdmin: true, siteRead: true, email: 'string' };
const GROUP = { id: SITE_ID, name: 'string' };
const SERVICE = { id: SITE_ID, name: 'string', userIds: [SITE_ID] };

/** Of accounts, services, settings and registrations. */
export const ACCOUNTS: readonly Example[] = [
  {
    request: 'POST /keys',
    body: () => ({
      email: 'ada@example.org',
      password: PASSWORD,
      label: 'string',
      expires: '2020-09-21T11:46:32.817733',
    }),
    as: 'nobody',
    status: 200,
    answer: { id: UUID_ONLY, userId: SITE_ID, token: 'string', label: 'string', expires: 'string' },
  },
  { request: 'DELETE /keys/{key}', as: 'ada', status: 200 },
  { request: 'GET /rpc/whoami', status: 200, answer: { id: SITE_ID, name: 'string', ...USER, group: GROUP } },
  {
    request: 'GET /users/{ada}/keys',
    as: 'ada',
    status: 200,
    answer: [{ id: UUID_ONLY, label: 'string', expires: 'string', hasExpired: true }],
  },
  {
    request: 'PUT /users/{ada}/password',
    body: () => ({ passwordChangeCredential: PASSWORD, newPassword: 'Another-Horse-8' }),
    as: 'ada',
    status: 204,
  },
  {
    request: 'PUT /users/0/password',
    body: () => ({ passwordChangeCredential: 'token-of-a-mail', newPassword: 'Another-Horse-9' }),
    as: 'nobody',
    status: 204,
  },
  { request: 'GET /users/{ada}', status: 200, answer: { id: SITE_ID, name: 'string', ...USER, groupId: SITE_ID } },
  {
    request: 'PUT /users/{ada}',
    body: ({ lab }) => ({
      name: 'string',
      groupId: lab,
      groupAdmin: true,
      siteAdmin: true,
      siteRead: true,
      enabled: true,
    }),
    status: 204,
  },
  { request: 'GET /groups/{lab}', status: 200, answer: GROUP },
  { request: 'PUT /groups/{lab}', body: () => ({ name: 'string' }), status: 204 },
  {
    request: 'GET /appsettings',
    status: 200,
    answer: [{ id: UUID_ONLY, key: 'string', valueType: 'string', value: 'string' }],
  },
  { request: 'PUT /appsettings/{setting}', body: () => ({ value: 'string' }), status: 204 },
  { request: 'POST /services', body: () => ({ name: 'string' }), status: 200, answer: { ...SERVICE, userIds: [] } },
  {
    request: 'PUT /services/{service}',
    body: ({ ada }) => ({ name: 'another string', userIds: [ada] }),
    status: 200,
    answer: SERVICE,
  },
  { request: 'GET /services', status: 200, answer: [SERVICE] },
  { request: 'GET /server', as: 'nobody', status: 200, answer: { apiVersion: 'string', datametaVersion: 'string' } },
  {
    request: 'POST /registrations',
    body: ({ lab }) => ({
      name: 'string',
      email: 'string@example.org',
      org_select: lab,
      org_create: null,
      org_new_name: 'string',
      check_user_agreement: true,
    }),
    as: 'nobody',
    status: 204,
  },
  {
    request: 'POST /registrations',
    body: () => ({
      name: 'string',
      email: 'string2@example.org',
      org_select: 'string',
      org_create: 'string',
      org_new_name: 'string2',
      check_user_agreement: true,
    }),
    as: 'nobody',
    status: 204,
  },
  {
    request: 'GET /registrationsettings',
    as: 'nobody',
    status: 200,
    answer: { userAgreement: null, groups: [GROUP] },
  },
];
