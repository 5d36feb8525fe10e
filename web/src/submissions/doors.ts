import type { Door } from './filters.ts';

/** What people call the doors: by what they hand in. */
export const DOOR_TITLES: Readonly<Record<Door, string>> = {
  nemo: 'Manifest',
  datameta: 'Sample sheet',
  gateway: 'Assignment',
  jobs: 'Job',
};
