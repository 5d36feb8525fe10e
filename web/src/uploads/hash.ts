import type { HashReply, HashRequest } from './hash-worker.ts';

type Algorithm = HashRequest['algorithm'];

interface Waiting {
  resolve: (digest: string) => void;
  reject: (error: Error) => void;
  onProgress: (bytes: number) => void;
}

export interface Hasher {
  /** hexadecimal; `onProgress` takes the bytes that were read so far */
  hash: (file: File, algorithm: Algorithm, onProgress: (bytes: number) => void) => Promise<string>;
  close: () => void;
}

/** One worker that hashes one file after another: a disk is read best so, and the network is slower anyway. */
export function startHasher(): Hasher {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let turn: Promise<unknown> = Promise.resolve();
  worker.addEventListener('message', ({ data }: MessageEvent<HashReply>) => take(waiting, data));
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values())
      reject(new Error(event.message || 'The checksum could not be computed.'));
    waiting.clear();
  });
  const ask = (file: File, algorithm: Algorithm, onProgress: Waiting['onProgress']): Promise<string> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject, onProgress });
      worker.postMessage({ id: last, file, algorithm } satisfies HashRequest);
    });
  return {
    hash: (file, algorithm, onProgress) => {
      const result = turn.then(() => ask(file, algorithm, onProgress));
      turn = result.catch(() => undefined);
      return result;
    },
    close: () => worker.terminate(),
  };
}

function take(waiting: Map<number, Waiting>, reply: HashReply): void {
  const one = waiting.get(reply.id);
  if (one === undefined) return;
  if (reply.kind === 'progress') {
    one.onProgress(reply.bytes);
    return;
  }
  waiting.delete(reply.id);
  if (reply.kind === 'done') one.resolve(reply.digest);
  else one.reject(new Error(`The file could not be read: ${reply.message}`));
}
