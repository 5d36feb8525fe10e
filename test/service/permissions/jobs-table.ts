/**
 * Jobs: `public` is one that anybody may submit to, `members` one of the group of `owner`, `member` and `gadmin`. The
 * submission that is asked for is the owner's; of a public job its UUID is enough.
 */
export const JOBS_TABLE = `
route                                                                anon other member owner gadmin gother reader admin gone late lost

GET    /analytics_automated/endpoints/                               200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/job/                                     200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/job/{name}                 | public      200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/job/{name}                 | members     404  404   200    200   200    404    404    200   401  401  401
GET    /analytics_automated/jobtimes/                                200  200   200    200   200    200    200    200   401  401  401
POST   /analytics_automated/submission/                | public      201  201   201    201   201    201    201    201   401  401  401
POST   /analytics_automated/submission/                | members     401  403   201    201   201    403    403    201   401  401  401
GET    /analytics_automated/submission/{uuid}          | public      200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/submission/{uuid}          | members     401  404   200    200   200    404    200    200   401  401  401
GET    /analytics_automated/submission/single/{uuid}   | public      200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/submission/single/{uuid}   | members     401  404   200    200   200    404    200    200   401  401  401
GET    /analytics_automated/submissions/{file}         | public      200  200   200    200   200    200    200    200   401  401  401
GET    /analytics_automated/submissions/{file}         | members     401  404   200    200   200    404    200    200   401  401  401

GET    /api/v1/job-forms                                             200  200   200    200   200    200    200    200   401  401  401
GET    /api/v1/tasks                                                 401  403   403    403   403    403    403    200   401  401  401
GET    /api/v1/tasks/{name}                                          401  403   403    403   403    403    403    200   401  401  401
PUT    /api/v1/tasks/{name}                                          401  403   403    403   403    403    403    200   401  401  401
DELETE /api/v1/tasks/{name}                                          401  403   403    403   403    403    403    204   401  401  401
GET    /api/v1/jobs                                                  401  403   403    403   403    403    403    200   401  401  401
GET    /api/v1/jobs/{name}                                           401  403   403    403   403    403    403    200   401  401  401
PUT    /api/v1/jobs/{name}                                           401  403   403    403   403    403    403    200   401  401  401
DELETE /api/v1/jobs/{name}                                           401  403   403    403   403    403    403    204   401  401  401
`;
