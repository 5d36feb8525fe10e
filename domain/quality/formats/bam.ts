import { type Findings, findingsOf, type Problem } from '../findings.ts';
import { hasText, type Sample, viewOf } from '../sample.ts';

/** Fixed fields of an alignment after its length (SAM specification, section 4.2). */
const FIXED_BYTES = 32;

/** Reads little-endian numbers one after another and knows where the sample ends. */
interface Cursor {
  view: DataView;
  offset: number;
}

const left = ({ view, offset }: Cursor): number => view.byteLength - offset;

function int32(cursor: Cursor): number {
  const value = cursor.view.getInt32(cursor.offset, true);
  cursor.offset += 4;
  return value;
}

/** The header, the reference sequences and the alignments of a BAM file, as far as the sample goes. */
export function checkBam(sample: Sample): readonly Problem[] {
  const found = findingsOf(sample.name);
  const cursor = { view: viewOf(sample.content), offset: 4 };
  const references = checkHeader(sample, cursor, found);
  if (references !== undefined) checkAlignments(sample, cursor, references, found);
  return found.problems;
}

function cutOff(sample: Sample, found: Findings, where: string): undefined {
  if (sample.complete) found.file(`the file ends inside ${where}; it is cut off`);
  return undefined;
}

/** The number of reference sequences; undefined where the sample ends before, or nothing after can be trusted. */
function checkHeader(sample: Sample, cursor: Cursor, found: Findings): number | undefined {
  if (left(cursor) < 4) return cutOff(sample, found, 'the header');
  const textLength = int32(cursor);
  if (textLength < 0) {
    found.file(`the header says that its text has ${textLength} bytes`);
    return undefined;
  }
  if (textLength > 0 && left(cursor) > 0 && !hasText(sample.content, '@', cursor.offset)) {
    found.file('the header text does not begin with "@"');
  }
  cursor.offset += textLength;
  if (left(cursor) < 4) return cutOff(sample, found, 'the header');
  const count = int32(cursor);
  if (count < 0) {
    found.file(`the header says that there are ${count} reference sequences`);
    return undefined;
  }
  for (let index = 0; index < count; index++) {
    if (left(cursor) < 4) return cutOff(sample, found, `reference sequence ${index + 1} of ${count}`);
    const nameLength = int32(cursor);
    if (nameLength < 1) {
      found.file(`the name of reference sequence ${index + 1} of ${count} has ${nameLength} bytes`);
      return undefined;
    }
    cursor.offset += nameLength + 4;
    if (left(cursor) < 0) return cutOff(sample, found, `reference sequence ${index + 1} of ${count}`);
  }
  return count;
}

function checkAlignments(sample: Sample, cursor: Cursor, references: number, found: Findings): void {
  for (let number = 1; left(cursor) > 0; number++) {
    if (left(cursor) < 4 + FIXED_BYTES) {
      cutOff(sample, found, `alignment ${number}`);
      return;
    }
    const start = cursor.offset + 4;
    const size = int32(cursor);
    const needed = neededBytes(cursor.view, start);
    const reference = cursor.view.getInt32(start, true);
    if (size < needed || reference < -1 || reference >= references) {
      found.file(`alignment ${number} is damaged: ${size} bytes, reference ${reference} of ${references}`);
      return;
    }
    cursor.offset = start + size;
    if (left(cursor) < 0) {
      cutOff(sample, found, `alignment ${number}`);
      return;
    }
  }
}

/** Bytes that the name, CIGAR, sequence and quality of an alignment take at least. */
function neededBytes(view: DataView, start: number): number {
  const name = view.getUint8(start + 8);
  const cigar = view.getUint16(start + 12, true);
  const sequence = view.getInt32(start + 16, true);
  return FIXED_BYTES + name + 4 * cigar + Math.ceil(sequence / 2) + sequence;
}
