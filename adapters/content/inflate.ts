import { constants, createGunzip } from 'node:zlib';
import type { Inflated } from '../../domain/quality/sample.ts';

export interface InflateOptions {
  /** bytes of output after which to stop: a megabyte of gzip may hold a gigabyte */
  limit: number;
  /** the compressed bytes are the whole file, so that they must end where gzip ends */
  whole: boolean;
}

/**
 * Decompresses the beginning of a gzip file: all members one after another, so BGZF too. Damaged data is not thrown:
 * what came before the damage is returned with the reason.
 */
export function inflateHead(compressed: Uint8Array, { limit, whole }: InflateOptions): Promise<Inflated> {
  // A sample ends anywhere; only of a whole file may zlib expect an end.
  const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  const gunzip = createGunzip({ finishFlush });
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = (end: { complete: boolean; problem?: string }) => {
      gunzip.destroy();
      resolve({ bytes: Buffer.concat(chunks, Math.min(length, limit)), ...end });
    };
    gunzip.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit) finish({ complete: false });
    });
    gunzip.on('error', (error) => finish({ complete: false, problem: error.message }));
    gunzip.on('end', () => finish({ complete: whole }));
    gunzip.end(compressed);
  });
}
