import { inflateHead } from '../../../adapters/content/inflate.ts';
import { checkFormat, type FormatAnswer } from '../../../domain/quality/check-format.ts';
import { HEAD_BYTES, INFLATED_LIMIT, TAIL_BYTES } from '../../../domain/quality/sample.ts';
import { lines, variant, vcf } from './samples.ts';

/** Judges a file as the inspection does: by its two ends, decompressed with zlib. */
export async function judge(name: string, file: Buffer | string, declaredType?: string): Promise<FormatAnswer> {
  const bytes = Buffer.from(file);
  const head = bytes.subarray(0, HEAD_BYTES);
  const whole = bytes.length <= HEAD_BYTES;
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  return checkFormat({
    name,
    size: bytes.length,
    head,
    tail: bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)),
    ...(gzipped && { inflated: await inflateHead(head, { limit: INFLATED_LIMIT, whole }) }),
    ...(declaredType !== undefined && { declaredType }),
  });
}

export const messages = async (name: string, file: Buffer | string, declaredType?: string): Promise<string[]> =>
  (await judge(name, file, declaredType)).problems.map(({ message }) => message);

export const goodVcf = vcf(variant(1), variant(20));
export const mtx = lines('%%MatrixMarket matrix coordinate integer general', '% comment', '3 2 2', '1 1 5', '3 2 7');
