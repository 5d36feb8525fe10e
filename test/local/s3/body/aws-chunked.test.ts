import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SigV4Accepted } from '../../../../local/aws/sigv4.ts';
import { decodeAwsChunked } from '../../../../local/s3/body/aws-chunked.ts';
import { chunkSigner } from '../../../../local/s3/body/chunk-signer.ts';

async function* inPieces(data: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let i = 0; at < data.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield data.subarray(at, at + size);
    at += size;
  }
}

async function decode(framed: string | Buffer, options = { trailer: true }, sizes = [1000]) {
  const decoder = decodeAwsChunked(inPieces(Buffer.from(framed), sizes), options);
  const chunks: Buffer[] = [];
  for (;;) {
    const next = await decoder.next();
    if (next.done) return { data: Buffer.concat(chunks), trailer: Object.fromEntries(next.value) };
    chunks.push(next.value);
  }
}

describe('decodeAwsChunked', () => {
  it('gives the data, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
        async (chunks, sizes) => {
          const frames = chunks.map((chunk) =>
            Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
          );
          const framed = Buffer.concat([...frames, Buffer.from('0\r\nX-Amz-Checksum-Crc32: AAAA==\r\n\r\n')]);
          const { data, trailer } = await decode(framed, { trailer: true }, sizes);
          expect(data.equals(Buffer.concat(chunks))).toBe(true);
          expect(trailer).toEqual({ 'x-amz-checksum-crc32': 'AAAA==' });
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['', 'IncompleteBody'],
    ['5\r\nhel', 'IncompleteBody'],
    ['5\r\nhello\r\n', 'IncompleteBody'],
    ['3\r\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
    ['hello', 'IncompleteBody'],
    ['-1\r\n\r\n', 'IncompleteBody'],
    [`${'0'.repeat(20_000)}`, 'IncompleteBody'],
    ['0\r\nnonsense\r\n\r\n', 'MalformedTrailerError'],
  ])('refuses %.30j', async (framed, code) => {
    await expect(decode(framed)).rejects.toMatchObject({ code });
  });

  it('refuses a trailer that was not announced', async () => {
    await expect(decode('0\r\nx-amz-meta-a: b\r\n\r\n', { trailer: false })).rejects.toMatchObject({
      code: 'MalformedTrailerError',
    });
  });
});

/** The example of the S3 API reference, "Signature calculations: transferring payload in multiple chunks". */
describe('chunk signatures', () => {
  const accepted = {
    ok: true,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    caller: { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    scope: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3' },
    signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  } as unknown as SigV4Accepted;
  const signatures = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ];
  const framed = (content: string) =>
    [65_536, 1024, 0]
      .map((size, i) => `${size.toString(16)};chunk-signature=${signatures[i]}\r\n${content.repeat(size)}\r\n`)
      .join('');
  const signer = () => chunkSigner(accepted, '20130524T000000Z');

  it('are those that AWS published', async () => {
    const { data } = await decode(framed('a'), { trailer: false, signer: signer() } as never);
    expect(data.length).toBe(66_560);
  });

  it('differ for other data, and must be there', async () => {
    const other = decode(framed('b'), { trailer: false, signer: signer() } as never);
    await expect(other).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
    const unsigned = decode('1\r\na\r\n0\r\n\r\n', { trailer: false, signer: signer() } as never);
    await expect(unsigned).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});
