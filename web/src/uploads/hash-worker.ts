/** Computes checksums of files beside the page, so that the page stays quick. */
import { createMD5, createSHA256 } from 'hash-wasm';

export interface HashRequest {
  id: number;
  file: File;
  algorithm: 'md5' | 'sha256';
}

export type HashReply =
  | { id: number; kind: 'progress'; bytes: number }
  | { id: number; kind: 'done'; digest: string }
  | { id: number; kind: 'failed'; message: string };

const reply = (message: HashReply): void => self.postMessage(message);

async function hash({ id, file, algorithm }: HashRequest): Promise<void> {
  const hasher = await (algorithm === 'md5' ? createMD5() : createSHA256());
  let bytes = 0;
  for await (const chunk of file.stream()) {
    hasher.update(chunk);
    bytes += chunk.byteLength;
    reply({ id, kind: 'progress', bytes });
  }
  reply({ id, kind: 'done', digest: hasher.digest('hex') });
}

self.addEventListener('message', ({ data }: MessageEvent<HashRequest>) => {
  hash(data).catch((error: unknown) => reply({ id: data.id, kind: 'failed', message: String(error) }));
});
