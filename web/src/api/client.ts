import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../../generated/api.ts';
import { currentSession, endSession } from '../session/session.ts';
import { refusalOf, Unreachable } from './refusal.ts';

/** Sends the token, and ends the session that the service no longer knows. */
const authentication: Middleware = {
  onRequest({ request }) {
    const session = currentSession();
    if (session && !request.headers.has('authorization'))
      request.headers.set('authorization', `Bearer ${session.token}`);
    return request;
  },
  onResponse({ request, response }) {
    const sent = request.headers.get('authorization');
    if (response.status === 401 && sent === `Bearer ${currentSession()?.token}`) endSession();
  },
  onError: () => new Unreachable(),
};

/** The public API of this very site, typed by its OpenAPI document. */
export const api = createClient<paths, 'application/json'>({ baseUrl: window.location.origin });
api.use(authentication);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer. @throws Refusal, Unreachable */
export async function bodyOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw refusalOf(response.status, error);
  return data as T;
}
