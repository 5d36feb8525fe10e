import type { paths } from '../../generated/api.ts';

export type Assignment =
  paths['/api/v1/assignments/{assignmentKey}']['get']['responses']['200']['content']['application/json'];
/** An input as it is asked for. */
export type AskedInput = Assignment['inputs'][number];

type Submission = paths['/api/v1/submissions/{ref}']['get']['responses']['200']['content']['application/json'];
/** An input as it stands. */
export type Input = Submission['inputs'][number];
