import { tooLarge } from '../../domain/errors.ts';

const MIB = 1024 ** 2;
/** S3's own limits. */
const MOST_PARTS = 10_000;
const LARGEST_PART = 5 * 1024 ** 3;
export const LARGEST_OBJECT = MOST_PARTS * LARGEST_PART;

export interface PartRules {
  /** bytes up to which a file is sent in one PUT */
  singleUpTo: number;
  /** bytes of the smallest part; S3 takes no less than 5 MiB, except for the last one */
  smallestPart: number;
}

/** One PUT per part is one paid request, and a broken connection costs one part: 16 MiB weighs both. */
export const DEFAULT_RULES: PartRules = { singleUpTo: 100 * MIB, smallestPart: 16 * MIB };

export type UploadPlan = { kind: 'single' } | { kind: 'multipart'; partSize: number; parts: number };

/**
 * Bytes per part: grown so that 9,000 of S3's 10,000 parts suffice, rounded up to whole MiB. Only a file beyond 9,000
 * parts of S3's largest size needs more of them.
 */
export function partSizeFor(size: number, smallestPart: number): number {
  if (size > LARGEST_OBJECT) {
    throw tooLarge(`A file of ${size} bytes does not fit into S3; the largest has ${LARGEST_OBJECT} bytes.`);
  }
  const share = size / 9_000;
  return share <= smallestPart ? smallestPart : Math.min(Math.ceil(share / MIB) * MIB, LARGEST_PART);
}

/** How a file of `size` bytes is sent. */
export function planUpload(size: number, rules: PartRules = DEFAULT_RULES): UploadPlan {
  if (size <= rules.singleUpTo) return { kind: 'single' };
  const partSize = partSizeFor(size, rules.smallestPart);
  return { kind: 'multipart', partSize, parts: Math.ceil(size / partSize) };
}

export interface ByteRange {
  /** 1-based */
  partNumber: number;
  start: number;
  /** exclusive */
  end: number;
}

/** Where each part of an object of `size` bytes begins and ends. */
export function partRanges(size: number, partSize: number): ByteRange[] {
  const count = Math.ceil(size / partSize);
  return Array.from({ length: count }, (_, index) => ({
    partNumber: index + 1,
    start: index * partSize,
    end: Math.min(size, (index + 1) * partSize),
  }));
}
