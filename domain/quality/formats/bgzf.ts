import { findingsOf, type Problem } from '../findings.ts';
import { hasBytes, hasText, type Sample } from '../sample.ts';

/** The empty block that ends every BGZF file (SAM specification, section 4.1.2). */
export const BGZF_END = [
  0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0,
] as const;

/** The largest block; a tail of that length contains the last one whole. */
const BLOCK_BYTES = 65_536;
const BLOCK_START = [0x1f, 0x8b, 0x08, 0x04] as const;

/** Whether a block begins here and ends exactly where the file does; the block says its length less one. */
function isLastBlock(tail: Uint8Array, offset: number): boolean {
  if (!hasBytes(tail, BLOCK_START, offset) || !hasText(tail, 'BC', offset + 12)) return false;
  const length = ((tail[offset + 16] ?? 0) | ((tail[offset + 17] ?? 0) << 8)) + 1;
  return offset + length === tail.length;
}

/**
 * Whether the file ends as BGZF must. The empty last block is what htslib asks of BAM and VCF; sequencers write FASTQ
 * in blocks without it, so there the last block must only be whole.
 */
export function checkBgzfEnd({ name, tail }: Sample, needsEmptyBlock: boolean): readonly Problem[] {
  const found = findingsOf(name);
  if (hasBytes(tail, BGZF_END, tail.length - BGZF_END.length)) return found.problems;
  if (needsEmptyBlock) {
    found.file('the empty block that ends BGZF is missing; the file is cut off');
    return found.problems;
  }
  const first = Math.max(0, tail.length - BLOCK_BYTES);
  for (let offset = tail.length - 18; offset >= first; offset--) {
    if (isLastBlock(tail, offset)) return found.problems;
  }
  found.file('the last block of BGZF is not whole; the file is cut off');
  return found.problems;
}
