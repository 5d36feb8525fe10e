import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { type Filters, searchDocument } from './filters.ts';

export type History = paths['/api/submission/search']['post']['responses']['200']['content']['application/json'];

/** One page of what the caller may see. The page stands in the query, which the document of the API does not list. */
export const readHistory = (filters: Filters): Promise<History> =>
  bodyOf(
    api.POST('/api/submission/search', {
      params: { query: { page: filters.page ?? 1 } as never },
      body: searchDocument(filters) as never,
    }),
  );
