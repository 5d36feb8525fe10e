import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

/** One DER element: tag, length, contents. */
function der(tag: number, ...contents: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(contents.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)));
  const length = body.length < 128 ? Buffer.from([body.length]) : longLength(body.length);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function longLength(length: number): Buffer {
  const bytes = Buffer.from([length >> 8, length & 255]);
  return Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
}

const sequence = (...parts: (Buffer | string)[]) => der(0x30, ...parts);
const ascii = (tag: number, text: string) => der(tag, Buffer.from(text, 'ascii'));
/** ecdsa-with-SHA256 */
const ALGORITHM = sequence(der(0x06, '2a8648ce3d040302'));
/** commonName=test */
const NAME = sequence(der(0x31, sequence(der(0x06, '550403'), ascii(0x0c, 'test'))));

/** A self-signed certificate (RFC 5280) for these host names, good for the years around the test, with its key. */
export function selfSigned(...hosts: string[]): { key: string; cert: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const alternatives = sequence(...hosts.map((host) => ascii(0x82, host)));
  const extension = sequence(der(0x06, '551d11'), der(0x04, alternatives));
  const body = sequence(
    der(0xa0, der(0x02, '02')),
    der(0x02, '01'),
    ALGORITHM,
    NAME,
    sequence(ascii(0x17, '200101000000Z'), ascii(0x17, '491231235959Z')),
    NAME,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = der(0x03, '00', sign('sha256', body, privateKey));
  const base64 = sequence(body, ALGORITHM, signature)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
