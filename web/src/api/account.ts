import { queryOptions, useQuery } from '@tanstack/react-query';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from './client.ts';

export type Account = paths['/api/v1/account']['get']['responses']['200']['content']['application/json'];

const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => bodyOf(api.GET('/api/v1/account')),
  staleTime: 60_000,
});

/** The account that is signed in; `undefined` until it is known, or when nobody is. */
export const useAccount = (signedIn = true): Account | undefined =>
  useQuery({ ...accountQuery, enabled: signedIn }).data;
