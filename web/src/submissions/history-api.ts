import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { type Filters, listQuery } from './filters.ts';

export type History = paths['/api/v1/submissions']['get']['responses']['200']['content']['application/json'];
export type Listed = History['submissions'][number];

/** One page of what the caller may see, newest first. */
export const readHistory = (filters: Filters, limit?: number): Promise<History> =>
  bodyOf(api.GET('/api/v1/submissions', { params: { query: { ...listQuery(filters), ...(limit && { limit }) } } }));
