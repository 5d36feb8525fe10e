/** The authenticated caller of a request, as stored in the user's profile at that moment. */
export interface Principal {
  /** 10 characters [A-Za-z0-9]; the first 10 characters of every token of this user */
  userId: string;
  uuid: string;
  /** DataMeta site id, e.g. DMU-01234567 */
  siteId: string;
  username: string;
  email: string;
  fullName: string;
  groupId: string;
  groupAdmin: boolean;
  siteAdmin: boolean;
  siteRead: boolean;
  /** it calls with an API token that may only read */
  readOnly?: true;
}

/** What a route asks of its caller; finer rules about single records are in permissions.ts. */
export const ACCESS_LEVELS = ['public', 'user', 'groupAdmin', 'siteAdmin'] as const;
export type Access = (typeof ACCESS_LEVELS)[number];
