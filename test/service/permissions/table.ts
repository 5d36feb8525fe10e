import { DATAMETA_TABLE } from './datameta-table.ts';
import { GATEWAY_TABLE } from './gateway-table.ts';
import { JOBS_TABLE } from './jobs-table.ts';

/**
 * Who may do what: the status that each role gets from each route, on records of the group that `owner`, `member` and
 * `gadmin` belong to. Behind `|` stands which record is asked for, where that makes a difference.
 *
 * anon: no token. other, gother: a plain user and the admin of another group. member: a plain user of the group.
 * reader: siteRead, of another group. admin: site admin, of another group.
 * gone, late, lost: tokens of a site admin who was disabled, that has expired, that was revoked.
 */
const TABLE = `
route                                                                anon other member owner gadmin gother reader admin gone late lost

POST   /api/submission                                               401  200   200    200   200    200    200    200   401  401  401
GET    /api/submission                                               401  200   200    200   200    200    200    200   401  401  401
POST   /api/submission/search                                        401  200   200    200   200    200    200    200   401  401  401
GET    /api/submission/{id}                            | running     401  404   200    200   200    404    200    200   401  401  401
GET    /api/submission/{id}                            | failed      401  404   200    200   200    404    200    200   401  401  401
GET    /api/submission/{id}                            | cancelled   401  404   200    200   200    404    200    200   401  401  401
GET    /api/submission/{id}                            | open        401  404   200    200   200    404    200    200   401  401  401
GET    /api/submission/{id}                            | restricted  401  404   200    200   200    404    200    200   401  401  401
GET    /v1/file-status/{identifier}                    | open        401  404   200    200   200    404    200    200   401  401  401
GET    /v1/file-status/{identifier}                    | restricted  401  404   200    200   200    404    200    200   401  401  401
GET    /v1/file-status/{id}/{name}                     | running     401  404   200    200   200    404    200    200   401  401  401
GET    /v1/file-status/{id}/{name}                     | restricted  401  404   200    200   200    404    200    200   401  401  401

POST   /v1/login                                                     200  200   200    200   200    200    200    200   200  200  200
POST   /v1/logout                                                    401  200   200    200   200    200    200    200   401  401  401
POST   /api/v1/password-links                          | no address  400  400   400    400   400    400    400    400   400  400  400
POST   /api/v1/password                                | no link     404  404   404    404   404    404    404    404   404  404  404
GET    /api/v1/account                                               401  200   200    200   200    200    200    200   401  401  401
PUT    /api/v1/account/password                                      401  204   204    204   204    204    204    204   401  401  401
GET    /api/v1/account/preferences                                   401  200   200    200   200    200    200    200   401  401  401
PUT    /api/v1/account/preferences                                   401  200   200    200   200    200    200    200   401  401  401
PUT    /api/v1/account/webhook                                       401  200   200    200   200    200    200    200   401  401  401
DELETE /api/v1/account/webhook                                       401  204   204    204   204    204    204    204   401  401  401
GET    /api/v1/tokens                                                401  200   200    200   200    200    200    200   401  401  401
POST   /api/v1/tokens                                                401  201   201    201   201    201    201    201   401  401  401
DELETE /api/v1/tokens/{id}                             | owner's     401  404   404    204   404    404    404    404   401  401  401
GET    /api/v1/users                                   | group's     401  403   403    403   200    403    403    200   401  401  401
POST   /api/v1/users                                   | group's     401  403   403    403   201    403    403    201   401  401  401
POST   /api/v1/users                                   | site admin  401  403   403    403   403    403    403    201   401  401  401
PATCH  /api/v1/accounts/{id}                           | fullName    401  403   403    200   200    403    403    200   401  401  401
PATCH  /api/v1/accounts/{id}                           | groupAdmin  401  403   403    403   200    403    403    200   401  401  401
PATCH  /api/v1/accounts/{id}                           | siteRead    401  403   403    403   403    403    403    200   401  401  401
PATCH  /api/v1/accounts/{id}                           | enabled     401  403   403    403   200    403    403    200   401  401  401
GET    /api/v1/audit                                                 401  403   403    403   403    403    403    200   401  401  401
GET    /api/v1/groups                                                401  200   200    200   200    200    200    200   401  401  401
POST   /api/v1/groups                                                401  403   403    403   403    403    403    201   401  401  401

GET    /api/v1/manifest-profiles                                     401  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/manifest-profiles/{name}                              401  200   200    200   200    200    200    200   401  401  401
PUT    /api/v1/manifest-profiles/{name}                              401  403   403    403   403    403    403    200   401  401  401
DELETE /api/v1/manifest-profiles/{name}                              401  403   403    403   403    403    403    204   401  401  401
GET    /api/v1/manifest-profiles/{name}/template                     401  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/vocabularies                                          401  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/vocabularies/{name}                                   401  200   200    200   200    200    200    200   401  401  401
PUT    /api/v1/vocabularies/{name}                                   401  403   403    403   403    403    403    200   401  401  401
DELETE /api/v1/vocabularies/{name}                                   401  403   403    403   403    403    403    204   401  401  401
POST   /api/v1/manifest-uploads                                      401  201   201    201   201    201    201    201   401  401  401
POST   /api/v1/manifest-checks                                       401  200   200    200   200    200    200    200   401  401  401

POST   /api/v1/submissions/{ref}/uploads               | running     401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/uploads               | failed      401  404   403    409   409    404    403    409   401  401  401
POST   /api/v1/submissions/{ref}/uploads/confirm       | running     401  404   403    200   200    404    403    200   401  401  401
GET    /api/v1/uploads/{upload}                        | in parts    401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/uploads/{upload}/parts                  | in parts    401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/uploads/{upload}/complete               | arrived     401  404   403    200   200    404    403    200   401  401  401
DELETE /api/v1/uploads/{upload}                        | announced   401  404   403    204   204    404    403    204   401  401  401

GET    /api/v1/submissions                                           401  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/submissions                             | group's     401  403   200    200   200    403    200    200   401  401  401
GET    /api/v1/submissions                             | all         401  403   403    403   403    403    200    200   401  401  401
GET    /api/v1/submissions/{ref}                       | running     401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}                       | open        401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}                       | by UUID     401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}                       | by site id  401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}/files                 | running     401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}/files/{name}/content  | open        302  302   302    302   302    302    302    302   401  401  401
GET    /api/v1/submissions/{ref}/files/{name}/content  | restricted  401  404   302    302   302    404    302    302   401  401  401
GET    /api/v1/submissions/{ref}/files/{name}/content  | running     401  404   409    409   409    404    409    409   401  401  401
GET    /api/v1/submissions/{ref}/outputs/{filename}    | open        401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}/outputs/{filename}    | restricted  401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/submissions/{ref}/deliveries            | open        401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/deliveries/{eventId}/redeliver | open  401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/redrive               | failed      401  403   403    403   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/redrive               | running     401  403   403    403   409    404    403    409   401  401  401
POST   /api/v1/submissions/{ref}/cancel                | running     401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/cancel                | open        401  404   403    409   409    404    403    409   401  401  401
PUT    /api/v1/submissions/{ref}/embargo               | embargo     401  403   403    403   200    404    403    200   401  401  401
POST   /api/v1/files/{id}/uploads                      | owner's     401  404   404    200   404    404    404    404   401  401  401
GET    /api/v1/datasets                                              200  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/datasets/{ref}                          | restricted  200  200   200    200   200    200    200    200   401  401  401

GET    /api                                                          302  302   302    302   302    302    302    302   302  302  302
GET    /api/v1                                                       200  200   200    200   200    200    200    200   200  200  200
GET    /openapi.json                                                 200  200   200    200   200    200    200    200   200  200  200
GET    /openapi.yaml                                                 200  200   200    200   200    200    200    200   200  200  200
GET    /swagger-ui/{version}/{file}                                  200  200   200    200   200    200    200    200   200  200  200
`;

const ROLES = [
  'anon',
  'other',
  'member',
  'owner',
  'gadmin',
  'gother',
  'reader',
  'admin',
  'suser',
  'gone',
  'late',
  'lost',
] as const;
export type Role = (typeof ROLES)[number];

export interface Row {
  /** `METHOD /path` as in the route tables */
  route: string;
  /** which record is asked for; empty where it makes no difference */
  on: string;
  roles: readonly Role[];
  statuses: number[];
}

function rowsOf(table: string): Row[] {
  const [head = '', ...lines] = table.trim().split('\n');
  const roles = ROLES.filter((role) => head.split(/\s+/).includes(role));
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', statuses = ''] = /^(.*?\D)((?:\s+\d{3})+)$/.exec(line) ?? [];
      const [route = '', on = ''] = name.split('|').map((part) => part.trim().replaceAll(/\s+/g, ' '));
      return { route, on, roles, statuses: statuses.trim().split(/\s+/).map(Number) };
    });
}

export const ROWS: readonly Row[] = [
  ...rowsOf(TABLE),
  ...rowsOf(DATAMETA_TABLE),
  ...rowsOf(GATEWAY_TABLE),
  ...rowsOf(JOBS_TABLE),
];
