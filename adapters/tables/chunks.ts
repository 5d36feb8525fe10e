import type { TableLimits } from './limits.ts';
import { refuseSize } from './refusal.ts';

/** Where a table's bytes come from: a request's body, an S3 object, a file. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Rows are handed on after every slice, so that a body that comes in one piece is still read bit by bit. */
const SLICE = 64 * 1024;

/** The source's bytes in slices of at most 64 KiB; refuses more than the limit. */
export async function* slices(source: ByteSource, limits: TableLimits): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limits.bytes) {
      throw refuseSize(`The file is larger than ${limits.bytes} bytes, too large for a manifest; split it.`);
    }
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let start = 0; start < bytes.length; start += SLICE) yield bytes.subarray(start, start + SLICE);
  }
}

/** Takes slices until there are `size` bytes, and gives them back together with an iterator over everything. */
export async function peek(
  stream: AsyncGenerator<Buffer>,
  enough: (bytes: Buffer) => boolean,
): Promise<{ start: Buffer; all: AsyncGenerator<Buffer> }> {
  const taken: Buffer[] = [];
  let start = Buffer.alloc(0);
  while (!enough(start)) {
    const next = await stream.next();
    if (next.done) break;
    taken.push(next.value);
    start = Buffer.concat(taken);
  }
  return { start, all: again(taken, stream) };
}

async function* again(taken: readonly Buffer[], stream: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* taken;
    yield* stream;
  } finally {
    await stream.return(undefined);
  }
}
