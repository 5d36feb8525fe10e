/** What is read of a file to judge its format: its two ends, never the whole. All bytes, no characters. */
export interface RawSample {
  name: string;
  /** bytes of the whole file as stored */
  size: number;
  /** the first bytes as stored */
  head: Uint8Array;
  /** the last bytes as stored; in a small file the same bytes as the head */
  tail: Uint8Array;
  /** the head decompressed, where it is gzip */
  inflated?: Inflated;
}

export interface Inflated {
  bytes: Uint8Array;
  /** the bytes are all that the file decompresses to */
  complete: boolean;
  /** why decompression stopped, if the data is damaged */
  problem?: string;
}

/** A sample as the format checks see it. */
export interface Sample extends RawSample {
  /** the first bytes, decompressed */
  content: Uint8Array;
  /** the content reaches the end of the file */
  complete: boolean;
  compressed: boolean;
}

/** The head is long enough for every header; the tail for end markers and the last lines. */
export const HEAD_BYTES = 1024 ** 2;
export const TAIL_BYTES = 64 * 1024;
/** A megabyte of gzip may hold a gigabyte; four megabytes of text are 15,000 FASTQ records. */
export const INFLATED_LIMIT = 4 * 1024 ** 2;

export const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Whether the bytes contain exactly these values at the offset. */
export function hasBytes(bytes: Uint8Array, values: readonly number[], offset = 0): boolean {
  return bytes.length >= offset + values.length && values.every((value, index) => bytes[offset + index] === value);
}

/** Whether the bytes contain this ASCII text at the offset. */
export function hasText(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function sampleOf(raw: RawSample): Sample {
  const { inflated } = raw;
  if (inflated === undefined) {
    return { ...raw, content: raw.head, complete: raw.head.length >= raw.size, compressed: false };
  }
  return { ...raw, content: inflated.bytes, complete: inflated.complete, compressed: true };
}
