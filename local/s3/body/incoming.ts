import type { Authenticated } from '../auth/authenticate.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../http/request.ts';
import { type ChunkedOptions, decodeAwsChunked } from './aws-chunked.ts';
import { type ChecksumAlgorithm, checksumHeader, startHash } from './checksums.ts';
import { chunkSigner } from './chunk-signer.ts';
import { checkedValue, type DeclaredChecksum, declaredChecksum, declaredMd5 } from './declared-digests.ts';
import { type BodyDigests, type NamedDigest, startDigests } from './running-digests.ts';

/** A request's body, verified against everything that the request declares about it. */
export interface IncomingBody {
  /** Bytes, without framing. */
  readonly length: number;
  /** The algorithm that the client chose, if any. */
  readonly declared: ChecksumAlgorithm | undefined;
  /** The data; where a declared digest or the length is wrong, the last step throws. To be read once. */
  read(): AsyncGenerator<Buffer>;
  /** Valid when `read` has come to its end. */
  digests(): BodyDigests;
}

interface BodyOptions {
  /** Computed where the client declares none. */
  readonly algorithm: ChecksumAlgorithm;
  /** Computed even where the client declares another; that one is then the second. */
  readonly always?: boolean;
  /** Where the request's checksum header is about something else than its body. */
  readonly ignoreDeclared?: boolean;
}

export function openBody(request: S3Request, signature: Authenticated, options: BodyOptions): IncomingBody {
  const { algorithm } = options;
  const declared = options.ignoreDeclared ? undefined : declaredChecksum(request);
  const contentMd5 = declaredMd5(request);
  const framing = framingOf(signature);
  const length = bodyLength(request, framing !== undefined);
  if (declared && declared.value === undefined && !framing?.trailer)
    throw new S3Error('InvalidRequest', 'x-amz-trailer needs a body with a trailer (aws-chunked).');
  let digests: BodyDigests | undefined;

  async function* read(): AsyncGenerator<Buffer> {
    const stated = declared?.algorithm ?? algorithm;
    const running = await startDigests(options.always ? algorithm : stated, stated);
    const sha256 = signature.payload.kind === 'sha256' ? startHash('sha256') : undefined;
    const trailer = yield* measured(source(request, framing), [running, ...(sha256 ? [sha256] : [])], length);
    digests = running.end();
    if (signature.payload.kind === 'sha256' && sha256?.digest().toString('hex') !== signature.payload.hex)
      throw new S3Error('XAmzContentSHA256Mismatch');
    if (contentMd5 !== undefined && digests.md5.toString('base64') !== contentMd5)
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    if (declared) checkDeclared(declared, digests.second ?? digests.checksum, trailer);
  }

  return {
    length,
    declared: declared?.algorithm,
    read,
    digests: () => {
      if (!digests) throw new Error('the body has not been read to its end');
      return digests;
    },
  };
}

/** Passes data on while it is hashed and counted; returns the trailer. */
async function* measured(
  chunks: AsyncGenerator<Buffer, ReadonlyMap<string, string>>,
  digests: readonly { update(data: Buffer): void }[],
  length: number,
): AsyncGenerator<Buffer, ReadonlyMap<string, string>> {
  let size = 0;
  try {
    for (;;) {
      const next = await chunks.next();
      if (next.done) {
        if (size !== length) throw new S3Error('IncompleteBody');
        return next.value;
      }
      size += next.value.length;
      if (size > length) throw new S3Error('IncompleteBody', 'The body is longer than it declares.');
      for (const digest of digests) digest.update(next.value);
      yield next.value;
    }
  } finally {
    await chunks.return(new Map());
  }
}

function framingOf({ payload, accepted, amzDate }: Authenticated): ChunkedOptions | undefined {
  switch (payload.kind) {
    case 'sha256':
    case 'unsigned':
      return undefined;
    case 'chunked':
      return { trailer: payload.trailer, ...(payload.signed ? { signer: chunkSigner(accepted, amzDate) } : {}) };
  }
}

async function* source(
  request: S3Request,
  framing: ChunkedOptions | undefined,
): AsyncGenerator<Buffer, ReadonlyMap<string, string>> {
  // Reading may end before the body does; the connection must then still carry the answer.
  const raw = request.body().iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  if (framing) return yield* decodeAwsChunked(raw, framing);
  yield* raw;
  return new Map();
}

function bodyLength(request: S3Request, chunked: boolean): number {
  const header = chunked ? request.amz.get('x-amz-decoded-content-length') : request.headers['content-length'];
  if (header === undefined || !/^\d{1,15}$/.test(header)) throw new S3Error('MissingContentLength');
  return Number(header);
}

function checkDeclared(
  { algorithm, value }: DeclaredChecksum,
  computed: NamedDigest,
  trailer: ReadonlyMap<string, string>,
): void {
  const trailing = trailer.get(checksumHeader(algorithm));
  if (value === undefined && trailing === undefined) throw new S3Error('MalformedTrailerError');
  const expected = value ?? checkedValue(algorithm, trailing ?? '');
  if (computed.value === expected) return;
  throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}
