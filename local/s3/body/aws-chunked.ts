import { S3Error } from '../errors.ts';
import type { ChunkSigner } from './chunk-signer.ts';

/** A chunk's size line and a trailer line are short; more is an attack on memory. */
const LONGEST_LINE = 16 * 1024;

export interface ChunkedOptions {
  /** Whether a trailer follows the last chunk. */
  readonly trailer: boolean;
  /** Verifies each chunk, where the stream is signed. */
  readonly signer?: ChunkSigner;
}

/**
 * Takes the `aws-chunked` framing off a body: `size[;chunk-signature=…]\r\n data \r\n … 0\r\n [trailer] \r\n`. Gives the
 * data in pieces as they come; the trailer's fields, by lower-case name, are the generator's return value.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedOptions,
): AsyncGenerator<Buffer, ReadonlyMap<string, string>> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    return yield* decode(lineReader(iterator), options);
  } finally {
    await iterator.return?.();
  }
}

async function* decode(
  input: LineReader,
  { trailer, signer }: ChunkedOptions,
): AsyncGenerator<Buffer, ReadonlyMap<string, string>> {
  for (;;) {
    const { size, signature } = parseSizeLine(await input.line());
    for (let left = size; left > 0; ) {
      const piece = await input.atMost(left);
      left -= piece.length;
      signer?.update(piece);
      yield piece;
    }
    signer?.endChunk(signature);
    if (size === 0) break;
    if ((await input.line()) !== '') throw new S3Error('IncompleteBody', 'A chunk is longer than its size.');
  }
  const fields = await readTrailer(input);
  if (trailer) signer?.endTrailer(fields);
  else if (fields.size > 0) throw new S3Error('MalformedTrailerError');
  return fields;
}

function parseSizeLine(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw new S3Error('IncompleteBody', 'A chunk does not begin with its size.');
  return { size: Number.parseInt(match[1] as string, 16), signature: match[2] };
}

async function readTrailer(input: LineReader): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  for (let line = await input.line(); line !== ''; line = await input.line()) {
    const colon = line.indexOf(':');
    if (colon < 1 || fields.size === 8) throw new S3Error('MalformedTrailerError');
    fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

interface LineReader {
  /** Up to the next CRLF, without it. */
  line(): Promise<string>;
  /** At least one byte and at most `most`. */
  atMost(most: number): Promise<Buffer>;
}

function lineReader(iterator: AsyncIterator<Buffer>): LineReader {
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const next = await iterator.next();
    if (next.done) throw new S3Error('IncompleteBody', 'The body ends inside a chunk.');
    return next.value;
  };
  return {
    line: async () => {
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end !== -1) {
          const text = rest.toString('latin1', 0, end);
          rest = rest.subarray(end + 2);
          return text;
        }
        if (rest.length > LONGEST_LINE) throw new S3Error('IncompleteBody', 'A chunk does not begin with its size.');
        rest = Buffer.concat([rest, await more()]);
      }
    },
    atMost: async (most) => {
      while (rest.length === 0) rest = await more();
      const piece = rest.subarray(0, most);
      rest = rest.subarray(piece.length);
      return piece;
    },
  };
}
