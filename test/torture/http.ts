import type { Answer, Asked, Line } from './requests.ts';
import type { Site } from './site.ts';

/** Requests to a running service; a connection that breaks throws. */
export function openHttp(url: string): Pick<Site, 'ask'> {
  return {
    ask: async <T>(_schedule: number, line: Line, { token, query, json, form, raw, headers }: Asked = {}) => {
      const [method = '', path = ''] = line.split(' ');
      const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
      const body = form ?? (raw ? new Uint8Array(raw) : json === undefined ? undefined : JSON.stringify(json));
      const response = await fetch(url + path + search, {
        method,
        redirect: 'manual',
        headers: {
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(raw !== undefined && { 'content-type': 'application/octet-stream' }),
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
