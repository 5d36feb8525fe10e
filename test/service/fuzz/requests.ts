import fc from 'fast-check';
import type { Caller } from '../client.ts';
import type { Request } from '../permissions/requests.ts';
import type { Operation } from './document.ts';
import { valueFor } from './from-schema.ts';
import { brokenBody, encoded, hostileHeaders, hostileText, hostileValue } from './hostile.ts';

/** A request as it goes over the wire. */
export interface Shot {
  method: string;
  /** percent-encoded, with its query */
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A request that the route takes, as bytes. */
export async function shotOf({ path, sent = {} }: Request, method: string, caller: Caller): Promise<Shot> {
  const raw = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const response = new Response(raw);
  const type = sent.body === undefined ? response.headers.get('content-type') : 'application/json';
  return {
    method,
    path,
    headers: { ...(type !== null && { 'content-type': type }), ...authorization(caller), ...sent.headers },
    body: Buffer.from(await response.arrayBuffer()),
  };
}

export const authorization = ({ token }: Caller): Record<string, string> =>
  token === '' ? {} : { authorization: `Bearer ${token}` };

/** One thing that is done to a request. */
type Change = (shot: Shot) => Shot;

/** Requests that are nearly right, and some that are right: one to three changes of one that is. */
export function changesOf(operation: Operation): fc.Arbitrary<Change> {
  const changes = [
    hostileHeaders.map(withHeaders),
    fc.array(queryPair(operation), { minLength: 1, maxLength: 4 }).map(withQuery),
    ...pathChanges(operation),
    ...bodyChanges(operation),
  ];
  return fc
    .array(fc.oneof(...changes), { minLength: 1, maxLength: 3 })
    .map((several) => (shot) => several.reduce((changed, change) => change(changed), shot));
}

const withHeaders =
  (headers: Record<string, string>): Change =>
  (shot) => ({ ...shot, headers: { ...shot.headers, ...headers } });

/** Documented parameters with values that they take and that they do not, repeated ones, and others. */
function queryPair({ query }: Operation): fc.Arbitrary<string> {
  const names = ['x', '__proto__', ...query.map(({ name }) => name)];
  const any = fc.tuple(fc.constantFrom(...names), encoded(hostileText));
  const known = query.map(({ name, schema }) =>
    fc.tuple(fc.constant(name), encoded(valueFor(schema).map((value) => String(value)))),
  );
  return fc.oneof(any, ...known).map(([name, value]) => `${name}=${value}`);
}

const withQuery =
  (pairs: string[]): Change =>
  (shot) => ({ ...shot, path: `${shot.path}${shot.path.includes('?') ? '&' : '?'}${pairs.join('&')}` });

function pathChanges({ path }: Operation): fc.Arbitrary<Change>[] {
  const places = path.split('/').flatMap((segment, i) => (segment.startsWith('{') ? [i] : []));
  if (places.length === 0) return [];
  const change = fc.tuple(fc.constantFrom(...places), encoded(hostileText)).map(([place, text]): Change => {
    return (shot) => {
      const [way = '', query] = shot.path.split('?');
      const segments = way.split('/').with(place, text);
      return { ...shot, path: segments.join('/') + (query === undefined ? '' : `?${query}`) };
    };
  });
  return [change];
}

function bodyChanges({ body, parts, method }: Operation): fc.Arbitrary<Change>[] {
  if (method === 'GET') return [];
  const asJson = (value: unknown): Change => {
    return (shot) => ({
      ...shot,
      ...jsonBody(value),
      headers: { ...shot.headers, 'content-type': 'application/json' },
    });
  };
  const changes: fc.Arbitrary<Change>[] = [brokenBody.map((bytes) => (shot) => ({ ...shot, body: bytes }))];
  if (body !== undefined) {
    changes.push(valueFor(body).map(asJson), valueFor(body).map(asJson), hostileValue.map(asJson));
    changes.push(fc.tuple(fc.nat(), hostileValue).map(([place, value]) => withLeaf(place, value)));
    changes.push(fc.tuple(hostileText, hostileValue).map(([name, value]) => withLeaf(0, value, name)));
  }
  if (parts.length > 0) changes.push(formOf(parts), fc.nat().map(cutAt));
  return changes;
}

const jsonBody = (value: unknown): { body: Buffer } => ({ body: Buffer.from(JSON.stringify(value) ?? '') });

/** Puts a value in the place of one within the body, or beside it under a name of its own. */
const withLeaf =
  (place: number, value: unknown, name?: string): Change =>
  (shot) => {
    const whole = parsed(shot.body);
    const places = placesOf(whole);
    const found = places[place % Math.max(places.length, 1)];
    if (found === undefined) return { ...shot, ...jsonBody(value) };
    Reflect.defineProperty(found.holder, name ?? found.key, { value, enumerable: true, writable: true });
    return { ...shot, ...jsonBody(whole) };
  };

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return {};
  }
}

interface Place {
  holder: object;
  key: string;
}

const placesOf = (value: unknown): Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesOf(inner)]);

const BOUNDARY = 'boundary-of-a-test';

/** A form of its own: known and unknown parts, files where texts are wanted, names of files from anywhere. */
function formOf(parts: readonly string[]): fc.Arbitrary<Change> {
  const part = fc.record({
    name: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...parts) }, { weight: 1, arbitrary: hostileText }),
    file: fc.option(hostileText),
    bytes: fc.oneof(
      hostileText.map((text) => Buffer.from(text)),
      brokenBody,
    ),
  });
  return fc.array(part, { maxLength: 8 }).map((sent) => (shot) => ({
    ...shot,
    headers: { ...shot.headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([...sent.map(partBytes), Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }));
}

function partBytes({ name, file, bytes }: { name: string; file: string | null; bytes: Buffer }): Buffer {
  const named = file === null ? '' : `; filename="${file}"\r\nContent-Type: application/octet-stream`;
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${named}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')]);
}

const cutAt =
  (place: number): Change =>
  (shot) => ({ ...shot, body: shot.body.subarray(0, place % (shot.body.length + 1)) });
