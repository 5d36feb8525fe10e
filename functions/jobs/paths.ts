import { type DomainError, notAllowed, notFound } from '../../domain/errors.ts';
import { parseReference } from '../../domain/submission/identity.ts';
import type { Method } from '../http/route.ts';
import { routes } from './routes.ts';

export const PREFIX = '/analytics_automated/';
const AT_ROOT = '/submissions/';

/** One of this door's paths, whichever way it was written. */
export interface Named {
  route: keyof typeof routes;
  params: Record<string, string>;
  /** the path says that JSON is wanted */
  isJson: boolean;
}

const NAME = /^(.+?)(\.json)?$/;
const UUID = /^.{8}-.{4}-.{4}-.{4}-.{12}$/;
const LISTS = {
  endpoints: 'listEndpoints',
  job: 'listJobs',
  jobtimes: 'getJobTimes',
  submission: 'submitJob',
} as const;

/** @param path decoded; @returns undefined where there is nothing, whatever the method */
export function nameOf(path: string): Named | undefined {
  if (path.startsWith(AT_ROOT)) return fileAt(path.slice(AT_ROOT.length));
  if (!path.startsWith(PREFIX)) return undefined;
  const rest = path.slice(PREFIX.length);
  const [, list = '', suffix = ''] = /^([a-z]+)(\/?(?:\.json)?)$/.exec(rest) ?? [];
  if (Object.hasOwn(LISTS, list)) {
    return { route: LISTS[list as keyof typeof LISTS], params: {}, isJson: suffix.endsWith('.json') };
  }
  const [head = '', ...tail] = rest.split('/');
  const last = tail.at(-1) ?? '';
  if (head === 'submissions' && tail.length === 1) return fileAt(last);
  if (head === 'job' && tail.length === 1 && last !== '') {
    return { route: 'getJob', params: { name: last }, isJson: false };
  }
  if (head !== 'submission') return undefined;
  if (tail.length === 2 && tail[0] === 'single') return submissionAt('getSubmission', last);
  return tail.length === 1 ? submissionAt('getBatch', last) : undefined;
}

const fileAt = (file: string): Named | undefined =>
  file === '' || file.includes('/') ? undefined : { route: 'getFile', params: { file }, isJson: false };

/** By UUID, as clients of this API know it, or by any other name that a submission has. */
function submissionAt(route: 'getBatch' | 'getSubmission', last: string): Named | undefined {
  const [, uuid = '', suffix] = NAME.exec(last) ?? [];
  if (!UUID.test(uuid) && parseReference(uuid) === undefined) return undefined;
  return { route, params: { uuid }, isJson: suffix !== undefined };
}

/** Is this a path whose refusals the clients of this door read? */
export const isJobsPath = (path: string): boolean => `${path}/`.startsWith(PREFIX) || path.startsWith(AT_ROOT);

/** Why there is nothing for this method at this path, in the words of the door. */
export const refusalAt = (method: string, path: string): DomainError =>
  nameOf(path) === undefined ? notFound('Not found.') : notAllowed(`Method "${method}" not allowed.`);

/** The methods that a path takes; none where there is nothing. */
export function methodsAt(path: string): Method[] {
  const named = nameOf(path);
  return named === undefined ? [] : [routes[named.route].method];
}
