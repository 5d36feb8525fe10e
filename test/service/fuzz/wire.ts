import { Agent, request } from 'node:http';
import type { RawAnswer } from './document.ts';
import type { Shot } from './requests.ts';

const agent = new Agent({ keepAlive: true });

/** Sends a request as it is: `fetch` would tidy its path and refuse some of its headers. */
export function send(url: string, { method, path, headers, body }: Shot): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const { hostname, port } = new URL(url);
  const length = body.length > 0 || method !== 'GET' ? { 'content-length': String(body.length) } : {};
  const options = { agent, hostname, port, method, path, headers: { ...latin1(headers), ...length } };
  const sent = request(options, (response) => {
    const { statusCode: status = 0, headers: answered } = response;
    const told = (chunks: unknown[]) => Buffer.concat(chunks as Buffer[]).toString();
    response
      .toArray()
      .then(
        (chunks) =>
          resolve({ status, type: answered['content-type'], caching: answered['cache-control'], text: told(chunks) }),
        reject,
      );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** Bytes of a header that UTF-8 gives. */
const latin1 = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]));

/** The request as a command, to try it again by hand. */
export function asCurl(url: string, { method, path, headers, body }: Shot): string {
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const shown = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const sent = body.length === 0 ? [] : [`--data-binary ${quoted(body.toString())}`];
  return ['curl --path-as-is -X', method, ...shown, ...sent, quoted(url + path)].join(' ');
}
