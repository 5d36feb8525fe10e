import { createHash } from 'node:crypto';

/** Header values by lower-case name, as `node:http` gives them. */
export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A decoded query string; a name that stands twice keeps both values. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

/** RFC 3986 percent-encoding as SigV4 wants it: `encodeURIComponent` leaves `!'()*` alone, SigV4 does not. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Splits a request target into its raw path and its decoded query; `undefined` where the encoding is broken. */
export function splitTarget(target: string): { path: string; query: QueryPairs } | undefined {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const raw = mark === -1 ? '' : target.slice(mark + 1);
  try {
    const query = raw
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        const name = equals === -1 ? pair : pair.slice(0, equals);
        return [decodeURIComponent(name), decodeURIComponent(equals === -1 ? '' : pair.slice(equals + 1))] as const;
      });
    return { path, query };
  } catch {
    return undefined;
  }
}

/** S3 signs the path encoded once; every other service signs it normalised and encoded a second time. */
export function canonicalPath(path: string, service: string): string | undefined {
  if (service !== 's3') return normalise(path).split('/').map(encodeRfc3986).join('/');
  try {
    return path
      .split('/')
      .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
      .join('/');
  } catch {
    return undefined;
  }
}

function normalise(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const trailing = path.length > 1 && path.endsWith('/') && kept.length > 0 ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

function canonicalQuery(query: QueryPairs): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function canonicalHeader(headers: HeaderMap, name: string): string {
  const value = headers[name] ?? '';
  const values = typeof value === 'string' ? [value] : value;
  return `${name}:${values.map((each) => each.trim().replace(/\s+/g, ' ')).join(',')}\n`;
}

interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: QueryPairs;
  readonly headers: HeaderMap;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/** The canonical request of SigV4 (AWS documentation, "Create a signed AWS API request", step 1). */
export function canonicalRequest(parts: CanonicalParts): string {
  return [
    parts.method,
    parts.path,
    canonicalQuery(parts.query),
    parts.signedHeaders.map((name) => canonicalHeader(parts.headers, name)).join(''),
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
