import { lineOf } from '../account/fields.ts';
import type { Principal } from '../account/principal.ts';
import type { Named } from './metadataset.ts';

/** Somebody's tool that finds values out after the submission; its users report them. */
export interface Service extends Named {
  name: string;
  /** who may report results, as internal user ids; being an admin is not enough */
  userIds: readonly string[];
  /** rises with every change */
  revision: number;
}

export const serviceName = lineOf('The name of a service', 200);

export const isUserOf = (service: Pick<Service, 'userIds'>, principal: Pick<Principal, 'userId'>): boolean =>
  service.userIds.includes(principal.userId);
