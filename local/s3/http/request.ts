import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { splitTarget } from '../../aws/canonical.ts';
import { S3Error } from '../errors.ts';

/** One request, taken apart but not believed yet. */
export interface S3Request {
  /** `x-amz-request-id` of the response. */
  readonly id: string;
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly bucket?: string;
  readonly key?: string;
  /** Query parameters without the `x-amz-*` ones; of a repeated name the last value. */
  readonly query: ReadonlyMap<string, string>;
  /**
   * `x-amz-*` by lower-case name: headers, and in pre-signed URLs query parameters, where the SDK puts headers that it
   * can sign there.
   */
  readonly amz: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly sourceIp: string;
  /** The body as it comes; a client that waits for `100 Continue` is told so now, not before it is authorised. */
  body(): IncomingMessage;
}

const MOST_KEY_BYTES = 1024;

export function readRequest(message: IncomingMessage, id: string, writeContinue: () => void): S3Request {
  const { method = '', url: target = '', headers } = message;
  const split = splitTarget(target);
  if (!split) throw new S3Error('InvalidURI');
  const query = new Map(split.query.filter(([name]) => !isAmz(name)));
  const amz = new Map(split.query.filter(([name]) => isAmz(name)).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries(headers)) {
    if (!isAmz(name) || typeof value !== 'string') continue;
    const inQuery = amz.get(name);
    if (inQuery !== undefined && inQuery !== value)
      throw new S3Error('InvalidRequest', `${name} has different values in the headers and in the query.`);
    amz.set(name, value);
  }
  const sourceIp = (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const body = () => {
    writeContinue();
    return message;
  };
  return { id, method, target, ...splitPath(split.path), query, amz, headers, sourceIp, body };
}

function isAmz(name: string): boolean {
  return name.toLowerCase().startsWith('x-amz-');
}

/** `/bucket/key/with/slashes`; a key keeps everything behind the second slash, dots and double slashes too. */
function splitPath(path: string): { bucket?: string; key?: string } {
  const end = path.indexOf('/', 1);
  const bucket = decode(end === -1 ? path.slice(1) : path.slice(1, end));
  const key = end === -1 ? '' : decode(path.slice(end + 1));
  if (bucket === '') return {};
  return key === '' ? { bucket } : { bucket, key: checkedKey(key) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

export function checkedKey(key: string): string {
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) throw new S3Error('KeyTooLongError');
  if (key.includes('\0')) throw new S3Error('InvalidURI', 'A key must not contain the character U+0000.');
  return key;
}
