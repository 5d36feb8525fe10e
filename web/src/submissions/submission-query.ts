import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';

export type Submission = paths['/api/v1/submissions/{ref}']['get']['responses']['200']['content']['application/json'];

const LOOK_MS = 2_000;

export const hasEnded = ({ status }: Pick<Submission, 'status'>): boolean => status === 'FINISHED';

/** One submission, looked at again and again until it has ended. */
export const submissionQuery = (id: string) =>
  queryOptions({
    queryKey: ['submission', id],
    queryFn: () => bodyOf(api.GET('/api/v1/submissions/{ref}', { params: { path: { ref: id } } })),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : LOOK_MS),
  });

/** Files may be sent from the checked manifest until the last one has arrived. */
export const takesFiles = ({ state, steps }: Pick<Submission, 'state' | 'steps'>): boolean =>
  state === 'running' &&
  steps.some(({ name, success }) => name === 'manifest_validated' && success) &&
  !steps.some(({ name }) => name === 'upload_complete');
