import { createMD5, createSHA256, type IHasher } from 'hash-wasm';
import type {
  Algorithm,
  Digests,
  HashRequest,
  HashResult,
  HashState,
  ReadRange,
} from '../../domain/quality/hashing.ts';

const MIB = 1024 ** 2;

export interface ReadPace {
  /** bytes per read; larger ones save requests, smaller ones lose less when a read is repeated */
  chunk: number;
  /** reads under way while one is being hashed */
  ahead: number;
}

/** One connection to S3 gives 50 to 90 MB/s, hashing takes 250 to 480: three reads at a time keep it busy. */
export const READ_PACE: ReadPace = { chunk: 8 * MIB, ahead: 2 };

const HASHERS: Readonly<Record<Algorithm, () => Promise<IHasher>>> = { md5: createMD5, sha256: createSHA256 };

interface Running {
  offset: number;
  hashers: Map<Algorithm, IHasher>;
}

async function fresh(algorithms: readonly Algorithm[]): Promise<Running> {
  const hashers = new Map<Algorithm, IHasher>();
  for (const algorithm of algorithms) hashers.set(algorithm, (await HASHERS[algorithm]()).init());
  return { offset: 0, hashers };
}

/** Continues from a state. One that another build of the hash code saved, or for other algorithms, starts over. */
async function resumed(algorithms: readonly Algorithm[], state: HashState | undefined): Promise<Running> {
  const running = await fresh(algorithms);
  if (state === undefined || algorithms.some((algorithm) => state.saved[algorithm] === undefined)) return running;
  try {
    for (const [algorithm, hasher] of running.hashers) hasher.load(Buffer.from(state.saved[algorithm] ?? '', 'base64'));
  } catch {
    // hash-wasm refuses states of incompatible builds; a deployment in mid-hash costs one reading, not a wrong digest.
    return fresh(algorithms);
  }
  return { offset: state.offset, hashers: running.hashers };
}

function saved({ offset, hashers }: Running): HashState {
  const entries = [...hashers].map(([algorithm, hasher]) => [algorithm, Buffer.from(hasher.save()).toString('base64')]);
  return { offset, saved: Object.fromEntries(entries) as HashState['saved'] };
}

function finished({ hashers }: Running): Digests {
  return Object.fromEntries([...hashers].map(([algorithm, hasher]) => [algorithm, hasher.digest('hex')])) as Digests;
}

/** The chunks of a file in order, some of them under way at a time; no new read begins after the deadline. */
async function* chunks(
  read: ReadRange,
  from: number,
  size: number,
  { chunk, ahead }: ReadPace,
  stop: () => boolean,
): AsyncGenerator<Uint8Array> {
  const underWay: Promise<Uint8Array>[] = [];
  let next = from;
  let first = true;
  while (underWay.length > 0 || (next < size && (first || !stop()))) {
    while (underWay.length <= ahead && next < size && (first || !stop())) {
      const reading = read(next, Math.min(size, next + chunk));
      // Awaited in order below; until then a failure must not count as unhandled.
      reading.catch(() => undefined);
      underWay.push(reading);
      next += chunk;
      first = false;
    }
    const bytes = await underWay.shift();
    if (bytes !== undefined) yield bytes;
  }
}

/**
 * Hashes a stored file by ranged reads. When the deadline comes, the state says where to continue; each call hashes at
 * least one chunk, so that repeated calls always come to an end.
 */
export async function hashObject(request: HashRequest, pace: ReadPace = READ_PACE): Promise<HashResult> {
  const { read, size, algorithms, deadline = () => false } = request;
  const running = await resumed(algorithms, request.state);
  for await (const bytes of chunks(read, running.offset, size, pace, deadline)) {
    for (const hasher of running.hashers.values()) hasher.update(bytes);
    running.offset += bytes.length;
  }
  return running.offset >= size ? { done: true, digests: finished(running) } : { done: false, state: saved(running) };
}
