import { type Findings, findingsOf, type Problem } from '../findings.ts';
import { hasText, type Sample } from '../sample.ts';

const BLOCK = 512;

/** An octal number field of a header; GNU tar writes large sizes in binary, which is not read here. */
function octal(header: Uint8Array, from: number, length: number): number | undefined {
  if (((header[from] ?? 0) & 0x80) !== 0) return undefined;
  const text = new TextDecoder()
    .decode(header.subarray(from, from + length))
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** The sum of a header's bytes, its own checksum counted as blanks (POSIX.1-1988 ustar). */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}

/** tar: the headers within the sample are sound, and the members they announce fit into the file. */
export function checkTar(sample: Sample): readonly Problem[] {
  const found = findingsOf(sample.name);
  // The length of what is compressed is known only where the whole was decompressed.
  const length = sample.compressed ? (sample.complete ? sample.content.length : undefined) : sample.size;
  if (length !== undefined && length % BLOCK !== 0) {
    found.file(`a tar archive is made of blocks of ${BLOCK} bytes, ${length} bytes are not; it is cut off`);
  }
  walk(sample.content, length, found);
  return found.problems;
}

function walk(content: Uint8Array, length: number | undefined, found: Findings): void {
  for (let offset = 0, member = 1; offset + BLOCK <= content.length; member++) {
    const header = content.subarray(offset, offset + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    if (!hasText(header, 'ustar', 257) || octal(header, 148, 8) !== checksum(header)) {
      found.file(`the header of member ${member} is damaged`);
      return;
    }
    const size = octal(header, 124, 12);
    if (size === undefined) return;
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (length !== undefined && offset > length) {
      found.file(`member ${member} has ${size} bytes, but the archive ends before; it is cut off`);
      return;
    }
  }
}
