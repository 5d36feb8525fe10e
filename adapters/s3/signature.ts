import { createHash, createHmac } from 'node:crypto';

/** Where a bucket answers, as the SDK resolves it (custom endpoint, path or host style, FIPS). */
export interface BucketAddress {
  /** `https:` or `http:` */
  protocol: string;
  /** with port, if it is not the default one */
  host: string;
  /** `/bucket` in path style, otherwise empty */
  basePath: string;
  region: string;
}

export interface SigningCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RequestToSign {
  method: 'GET' | 'PUT';
  key: string;
  /** query parameters, unescaped */
  query: Readonly<Record<string, string>>;
  /** lower-case names; the sender must send exactly these values */
  headers: Readonly<Record<string, string>>;
  /** seconds */
  expiresIn: number;
  at: Date;
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Derived keys live for one day and one credential; a handful covers a container's life. */
const derivedKeys = new Map<string, Buffer>();
const DERIVED_KEYS_KEPT = 8;

function derivedKey({ accessKeyId, secretAccessKey }: SigningCredentials, day: string, region: string): Buffer {
  const name = `${accessKeyId}/${secretAccessKey}/${day}/${region}`;
  const known = derivedKeys.get(name);
  if (known !== undefined) return known;
  const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), 's3'), 'aws4_request');
  if (derivedKeys.size >= DERIVED_KEYS_KEPT) derivedKeys.clear();
  derivedKeys.set(name, key);
  return key;
}

/**
 * The pre-signed URL (Signature Version 4 in the query) that the SDK's presigner would make, character by character,
 * without its 0.4 ms of middleware per URL: a file of 10,000 parts needs 10,000 of them.
 */
export function signedUrl(address: BucketAddress, credentials: SigningCredentials, request: RequestToSign): string {
  const time = `${request.at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const scope = `${time.slice(0, 8)}/${address.region}/s3/aws4_request`;
  const headers: Record<string, string> = { ...request.headers, host: address.host };
  const names = Object.keys(headers).sort();
  const parameters: Record<string, string> = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(request.expiresIn),
    'X-Amz-SignedHeaders': names.join(';'),
    ...request.query,
  };
  if (credentials.sessionToken !== undefined) parameters['X-Amz-Security-Token'] = credentials.sessionToken;
  const pairs = Object.entries(parameters).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  const path = `${address.basePath}/${request.key.split('/').map(escaped).join('/')}`;
  const canonical = [
    request.method,
    path,
    pairs.sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = hmac(derivedKey(credentials, time.slice(0, 8), address.region), toSign).toString('hex');
  const query = [...pairs, `X-Amz-Signature=${signature}`].sort().join('&');
  return `${address.protocol}//${address.host}${path}?${query}`;
}
