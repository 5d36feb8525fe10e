import type { Policy } from './submission.ts';

/** An entry of the public catalogue: what was released, under which policy, and where its files are. */
export interface Dataset {
  id: string;
  uuid: string;
  siteId: string;
  title: string;
  policy: Exclude<Policy, 'private'>;
  embargoUntil?: string;
  /** SPDX identifier */
  licence?: string;
  fileCount: number;
  totalBytes: number;
  releasedAt: string;
}
