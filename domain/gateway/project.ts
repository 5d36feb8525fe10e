/** What specifications and assignments belong to: one programme of data collection, run by one group or by the site. */
export interface Project {
  key: string;
  name: string;
  description?: string;
  /** whose admins run it; absent: site admins */
  groupId?: string;
  active: boolean;
  createdAt: string;
  updatedAt: string;
  /** goes up with every change: a change that was decided on an older state is refused */
  version: number;
}
