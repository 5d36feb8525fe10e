/**
 * The same for the DataMeta API, as its document and its server have it. What is pending belongs to the owner alone;
 * what was submitted, to the group of the submission, to site readers and to users of services.
 *
 * suser: a plain user of another group who is a user of the service. Elsewhere nothing was submitted.
 */
export const DATAMETA_TABLE = `
route                                                                 anon other member owner gadmin gother reader admin suser gone late lost

POST   /api/v1/keys                                                   401  200   200    200   200    200    200    200   200   401  401  401
DELETE /api/v1/keys/{id}                              | owner's       401  403   403    200   403    403    403    403   403   401  401  401
DELETE /api/v1/keys/{id}                              | nobody's      401  403   403    403   403    403    403    403   403   401  401  401
GET    /api/v1/rpc/whoami                                             401  200   200    200   200    200    200    200   200   401  401  401
GET    /api/v1/users/{id}/keys                        | owner         401  403   403    200   403    403    403    403   403   401  401  401
GET    /api/v1/users/{id}/keys                        | nobody        401  403   403    403   403    403    403    403   403   401  401  401
PUT    /api/v1/users/{id}/password                    | owner         401  403   403    204   403    403    403    403   403   401  401  401
PUT    /api/v1/users/{id}/password                    | nobody        401  403   403    403   403    403    403    403   403   401  401  401
PUT    /api/v1/users/{id}/password                    | by a mail     404  404   404    404   404    404    404    404   404   401  401  401
GET    /api/v1/users/{id}                             | owner         401  403   403    200   200    403    200    200   403   401  401  401
GET    /api/v1/users/{id}                             | nobody        401  404   404    404   404    404    404    404   404   401  401  401
PUT    /api/v1/users/{id}                             | name          401  403   403    204   204    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | groupId       401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | groupAdmin    401  403   403    403   204    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | siteAdmin     401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | siteRead      401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | enabled       401  403   403    403   204    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | a site admin  401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/users/{id}                             | nobody        401  404   404    404   404    404    404    404   404   401  401  401
PUT    /api/v1/users/{id}                             | oneself       401  403   403    403   403    403    403    403   403   401  401  401
GET    /api/v1/groups/{id}                            | owner's       401  403   200    200   200    403    200    200   403   401  401  401
GET    /api/v1/groups/{id}                            | nobody's      401  404   404    404   404    404    404    404   404   401  401  401
PUT    /api/v1/groups/{id}                            | owner's       401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/groups/{id}                            | nobody's      401  403   403    403   403    403    403    403   403   401  401  401
GET    /api/v1/server                                                 200  200   200    200   200    200    200    200   200   200  200  200

POST   /api/v1/services                                               401  403   403    403   403    403    403    200   403   401  401  401
GET    /api/v1/services                                               401  403   403    403   403    403    403    200   403   401  401  401
PUT    /api/v1/services/{id}                          | the service   401  403   403    403   403    403    403    200   403   401  401  401
PUT    /api/v1/services/{id}                          | none          401  403   403    403   403    403    403    404   403   401  401  401
GET    /api/v1/appsettings                                            401  403   403    403   403    403    403    200   403   401  401  401
PUT    /api/v1/appsettings/{id}                       | a setting     401  403   403    403   403    403    403    204   403   401  401  401
PUT    /api/v1/appsettings/{id}                       | none          401  403   403    403   403    403    403    404   403   401  401  401

POST   /api/v1/registrations                          | of nobody     400  400   400    400   400    400    400    400   400   400  400  400
GET    /api/v1/registrationsettings                                   200  200   200    200   200    200    200    200   200   200  200  200
GET    /api/v1/registrations                                          401  403   403    403   200    200    403    200   403   401  401  401
POST   /api/v1/registrations/{id}/acceptance          | group's       401  403   403    403   200    403    403    200   403   401  401  401
POST   /api/v1/registrations/{id}/acceptance          | new group's   401  403   403    403   403    403    403    200   403   401  401  401
POST   /api/v1/registrations/{id}/rejection           | group's       401  403   403    403   204    403    403    204   403   401  401  401
POST   /api/v1/registrations/{id}/rejection           | new group's   401  403   403    403   403    403    403    204   403   401  401  401

GET    /api/v1/metadata                                               401  200   200    200   200    200    200    200   200   401  401  401
POST   /api/v1/metadata                                               401  403   403    403   403    403    403    200   403   401  401  401
PUT    /api/v1/metadata/{id}                          | a metadatum   401  403   403    403   403    403    403    200   403   401  401  401
PUT    /api/v1/metadata/{id}                          | none          401  403   403    403   403    403    403    404   403   401  401  401

POST   /api/v1/metadatasets                                           401  200   200    200   200    200    200    200   200   401  401  401
GET    /api/v1/metadatasets                                           401  404   200    200   200    404    200    404   200   401  401  401
GET    /api/v1/metadatasets                           | awaiting      401  400   400    400   400    400    200    400   200   401  401  401
GET    /api/v1/metadatasets/{id}                      | pending       401  403   403    200   403    403    403    403   403   401  401  401
GET    /api/v1/metadatasets/{id}                      | submitted     401  403   200    200   200    403    200    403   200   401  401  401
GET    /api/v1/metadatasets/{id}                      | none          401  404   404    404   404    404    404    404   404   401  401  401
DELETE /api/v1/metadatasets/{id}                      | pending       401  403   403    204   403    403    403    403   403   401  401  401
DELETE /api/v1/metadatasets/{id}                      | submitted     401  403   403    403   403    403    403    403   403   401  401  401
DELETE /api/v1/metadatasets/{id}                      | none          401  404   404    404   404    404    404    404   404   401  401  401
POST   /api/v1/rpc/delete-metadatasets                | pending       401  403   403    204   403    403    403    403   403   401  401  401
POST   /api/v1/rpc/delete-metadatasets                | submitted     401  403   403    403   403    403    403    403   403   401  401  401
POST   /api/v1/rpc/delete-metadatasets                | none          401  404   404    404   404    404    404    404   404   401  401  401
POST   /api/v1/service-execution/{serviceId}/{metadatasetId}  | submitted  401  403   403    403   403    403    403    403   200   401  401  401
POST   /api/v1/service-execution/{serviceId}/{metadatasetId}  | pending    401  403   403    403   403    403    403    403   200   401  401  401
POST   /api/v1/service-execution/{serviceId}/{metadatasetId}  | none       401  404   404    404   404    404    404    404   404   401  401  401
GET    /api/v1/pending/metadatasets                                   401  200   200    200   200    200    200    200   200   401  401  401
GET    /api/v1/submitted-metadatasets                                 401  200   200    200   200    200    200    200   200   401  401  401
POST   /api/v1/metadatasets/{id}/correction           | pending       401  403   403    409   403    403    403    403   403   401  401  401
POST   /api/v1/metadatasets/{id}/correction           | submitted     401  403   403    200   200    403    403    403   403   401  401  401
GET    /api/v1/metadatasets/{id}/versions             | pending       401  403   403    200   403    403    403    403   403   401  401  401
GET    /api/v1/metadatasets/{id}/versions             | submitted     401  403   200    200   200    403    200    403   200   401  401  401
POST   /api/v1/rpc/convert-sample-sheet                               401  200   200    200   200    200    200    200   200   401  401  401

POST   /api/v1/files                                                  401  200   200    200   200    200    200    200   200   401  401  401
GET    /api/v1/files/{id}                             | pending       401  403   403    200   403    403    403    403   403   401  401  401
GET    /api/v1/files/{id}                             | submitted     401  403   200    200   200    403    200    403   200   401  401  401
GET    /api/v1/files/{id}                             | none          401  404   404    404   404    404    404    404   404   401  401  401
PUT    /api/v1/files/{id}                             | announced     401  403   403    200   403    403    403    403   403   401  401  401
PUT    /api/v1/files/{id}                             | pending       401  403   403    403   403    403    403    403   403   401  401  401
PUT    /api/v1/files/{id}                             | submitted     401  403   403    403   403    403    403    403   403   401  401  401
DELETE /api/v1/files/{id}                             | pending       401  403   403    204   403    403    403    403   403   401  401  401
DELETE /api/v1/files/{id}                             | submitted     401  403   403    403   403    403    403    403   403   401  401  401
POST   /api/v1/rpc/delete-files                       | pending       401  403   403    204   403    403    403    403   403   401  401  401
POST   /api/v1/rpc/delete-files                       | submitted     401  403   403    403   403    403    403    403   403   401  401  401
POST   /api/v1/rpc/delete-files                       | none          401  404   404    404   404    404    404    404   404   401  401  401
GET    /api/v1/rpc/get-file-url/{id}                  | pending       401  403   403    200   403    403    403    403   403   401  401  401
GET    /api/v1/rpc/get-file-url/{id}                  | submitted     401  403   200    200   200    403    200    403   200   401  401  401
GET    /api/v1/rpc/get-file-url/{id}                  | none          401  404   404    404   404    404    404    404   404   401  401  401
GET    /api/v1/pending/files                                          401  200   200    200   200    200    200    200   200   401  401  401
POST   /api/v1/upload/{id}                            | its token     204  204   204    204   204    204    204    204   204   204  204  204
POST   /api/v1/upload/{id}                            | no token      404  404   404    404   404    404    404    404   404   404  404  404
PUT    /api/v1/upload/{id}                            | its token     204  204   204    204   204    204    204    204   204   204  204  204
PUT    /api/v1/upload/{id}                            | no token      404  404   404    404   404    404    404    404   404   404  404  404
GET    /api/v1/download/{token}                       | a link        307  307   307    307   307    307    307    307   307   307  307  307
GET    /api/v1/download/{token}                       | no link       404  404   404    404   404    404    404    404   404   404  404  404

POST   /api/v1/submissions                            | owner's       401  400   400    200   400    400    400    400   400   401  401  401
POST   /api/v1/presubvalidation                       | owner's       401  400   400    204   400    400    400    400   400   401  401  401
GET    /api/v1/groups/{id}/submissions                | owner's       401  403   200    200   200    403    200    403   403   401  401  401
GET    /api/v1/groups/{id}/submissions                | nobody's      401  403   403    403   403    403    403    403   403   401  401  401
`;
