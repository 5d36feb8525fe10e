import { bodyOf, type Line, type Sent } from '../functions/door-event.ts';
import type { Answer } from './requests.ts';
import type { Site } from './site.ts';

/** Requests to a running service; a connection that breaks throws. */
export function openHttp(url: string): Pick<Site, 'ask'> {
  return {
    ask: async <T>(_schedule: number, line: Line, { token, query, headers, ...content }: Sent = {}) => {
      const [method = '', path = ''] = line.split(' ');
      const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
      const body = bodyOf(content);
      const response = await fetch(url + path + search, {
        method,
        redirect: 'manual',
        headers: {
          ...(content.json !== undefined && { 'content-type': 'application/json' }),
          ...(content.raw !== undefined && { 'content-type': 'application/octet-stream' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      const parsed: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
      const answer: Answer<T> = {
        status: response.status,
        headers: Object.fromEntries(response.headers.entries()),
        body: parsed as T,
      };
      return answer;
    },
  };
}
