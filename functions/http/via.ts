import type { Submission } from '../../domain/submission/submission.ts';
import type { Call } from './route.ts';

/** Browsers say of every call whether it comes from one of the site's own pages; programs say nothing. */
export const viaOf = (headers: Call['headers']): NonNullable<Submission['via']> =>
  headers['sec-fetch-site'] === 'same-origin' ? 'web' : 'api';
