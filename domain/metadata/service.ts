import { lineOf } from '../account/fields.ts';
import type { Principal } from '../account/principal.ts';
import type { Named } from './metadataset.ts';

/** Somebody's tool that finds values out after the submission; its users report them. */
export interface Service extends Named {
  name: string;
  users: readonly ServiceUser[];
  /** rises with every change */
  revision: number;
}

export interface ServiceUser extends Named {
  userId: string;
}

export const serviceName = lineOf('The name of a service', 200);

/** May this caller report results for the service? Being an admin is not enough. */
export const isUserOf = (service: Pick<Service, 'users'>, principal: Pick<Principal, 'userId'>): boolean =>
  service.users.some(({ userId }) => userId === principal.userId);
