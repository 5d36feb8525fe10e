import { S3Error } from '../errors.ts';

/** Inclusive byte positions. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Reads a `Range` header. Several ranges or another unit are ignored, as S3 does; `undefined` then means all of it. */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size || (from === '' && Number(to) === 0))
    throw new S3Error('InvalidRange', undefined, { 'content-range': `bytes */${size}` });
  return { first, last };
}

export function rangeLength({ first, last }: ByteRange): number {
  return last - first + 1;
}

export function wholeRange(size: number): ByteRange {
  return { first: 0, last: size - 1 };
}
