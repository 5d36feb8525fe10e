/**
 * The same for the 1Data Gateway API. A project is its group's, whose admins run it (`group's`), or the site's; the
 * assignment is to the group. A draft is the owner's. Tokens of users are dealt with by whoever administers them.
 */
export const GATEWAY_TABLE = `
route                                                                              anon other member owner gadmin gother reader admin gone late lost

POST   /api/v1/projects                                               | group's    401  403   403    403   201    403    403    201   401  401  401
GET    /api/v1/projects                                                            401  403   403    403   200    200    403    200   401  401  401
GET    /api/v1/projects/{projectKey}                                  | group's    401  403   403    403   200    404    403    200   401  401  401
GET    /api/v1/projects/{projectKey}                                  | site's     401  403   403    403   404    404    403    200   401  401  401
PATCH  /api/v1/projects/{projectKey}                                  | group's    401  403   403    403   200    404    403    200   401  401  401
POST   /api/v1/projects/{projectKey}/specifications                   | group's    401  403   403    403   201    404    403    201   401  401  401
POST   /api/v1/projects/{projectKey}/specifications                   | site's     401  403   403    403   404    404    403    201   401  401  401
GET    /api/v1/projects/{projectKey}/specifications                   | group's    401  403   403    403   200    404    403    200   401  401  401
GET    /api/v1/specifications/{specificationKey}                                   401  403   403    403   200    404    403    200   401  401  401
PATCH  /api/v1/specifications/{specificationKey}                                   401  403   403    403   200    404    403    200   401  401  401
POST   /api/v1/specifications/{specificationKey}/assignments                       401  403   403    403   201    404    403    201   401  401  401
GET    /api/v1/specifications/{specificationKey}/assignments                       401  403   403    403   200    404    403    200   401  401  401
PATCH  /api/v1/assignments/{assignmentKey}                                         401  403   403    403   200    404    403    200   401  401  401

GET    /api/v1/assignments                                                         401  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/assignments/{assignmentKey}                                         401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/assignments/{assignmentKey}/submissions                             401  404   200    200   200    404    200    200   401  401  401
GET    /api/v1/drafts                                                              401  200   200    200   200    200    200    200   401  401  401
POST   /api/v1/assignments/{assignmentKey}/submission                              401  404   200    200   200    404    403    403   401  401  401
POST   /api/v1/submissions/{ref}/inputs                               | draft      401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/inputs                               | running    401  404   403    409   409    404    403    409   401  401  401
GET    /api/v1/submissions/{ref}/inputs/{filename}                    | draft      401  404   302    302   302    404    302    302   401  401  401
POST   /api/v1/submissions/{ref}/start                                | draft      401  404   403    200   200    404    403    200   401  401  401
POST   /api/v1/submissions/{ref}/start                                | running    401  404   403    409   409    404    403    409   401  401  401

GET    /api/v1/reports/specification/{specificationKey}/submissions                401  403   403    403   200    404    403    200   401  401  401
GET    /api/v1/reports/specification/{specificationKey}/rule_conformance           401  403   403    403   200    404    403    200   401  401  401
GET    /api/v1/reports/specification/{specificationKey}/task_conformance           401  403   403    403   200    404    403    200   401  401  401

PATCH  /api/v1/tokens/{id}                                            | owner's    401  404   404    200   404    404    404    404   401  401  401
GET    /api/v1/users/{userId}/tokens                                  | member's   401  403   403    403   200    403    403    200   401  401  401
POST   /api/v1/users/{userId}/tokens                                  | member's   401  403   403    403   201    403    403    201   401  401  401
POST   /api/v1/users/{userId}/tokens                                  | of an admin 401  403   403    403   403    403    403    201   401  401  401
PATCH  /api/v1/users/{userId}/tokens/{id}                             | member's   401  403   403    403   200    403    403    200   401  401  401
DELETE /api/v1/users/{userId}/tokens/{id}                             | member's   401  403   403    403   204    403    403    204   401  401  401
`;
