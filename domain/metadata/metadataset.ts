/** A record as others name it: both names never change, so that they can be kept where they are needed. */
export interface Named {
  uuid: string;
  siteId: string;
}

/** Values by the key of their metadatum; dates in ISO form, null where nothing was given. */
export type RecordValues = Readonly<Record<string, string | null>>;

/** The files that a record names, by the key of the metadatum. */
export type LinkedFiles = Readonly<Record<string, Named>>;

/** What a service found out about a metadataset; at most once for each service. */
export interface ServiceExecution {
  uuid: string;
  /** ISO 8601 */
  at: string;
  service: Named;
  user: Named;
  record: RecordValues;
  fileIds: LinkedFiles;
}

/** One row of a submitter's metadata, pending until it is part of a submission. */
export interface Metadataset extends Named {
  submitterId: string;
  submitter: Named;
  record: RecordValues;
  /** ISO 8601 */
  createdAt: string;
  /** id of the submission that has it, or wants it: see `submission` */
  claim?: string;
  /** written once the submission counts; without it, `claim` alone does not say that it does */
  submission?: Named;
  /** of the submission: the group that its submitter was in at the time */
  groupId?: string;
  /** ISO 8601; of a correction, when it was made */
  submittedAt?: string;
  fileIds?: LinkedFiles;
  /** by the UUID of the service */
  executions: Readonly<Record<string, ServiceExecution>>;
  supersedes?: Named;
  supersededBy?: Named;
}

/** Who asks, with the services (UUIDs) that they are a user of. */
export interface Viewer {
  userId: string;
  groupId: string;
  siteRead: boolean;
  ownServices: ReadonlySet<string>;
}

/**
 * Pending metadata is its maker's alone. Submitted metadata is seen by the group of its submission, by site readers,
 * and by users of services: it awaits each service or has that service's metadata. Administering a site shows nothing.
 */
export function maySeeMetadataset(viewer: Viewer, set: Pick<Metadataset, 'submitterId' | 'groupId'>): boolean {
  if (set.groupId === undefined) return viewer.userId === set.submitterId;
  return seesWholeSite(viewer) || viewer.groupId === set.groupId;
}

export const seesWholeSite = (viewer: Viewer): boolean => viewer.siteRead || viewer.ownServices.size > 0;

/** The metadata of a service: for site readers, and for the users of that service. */
export const maySeeService = (viewer: Viewer, serviceUuid: string): boolean =>
  viewer.siteRead || viewer.ownServices.has(serviceUuid);
