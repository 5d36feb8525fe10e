import { describe, expect, test } from 'vitest';
import { LARGEST_OBJECT, partRanges, partSizeFor, planUpload } from '../../../adapters/s3/part-plan.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

describe('how a file is sent', () => {
  test.each([
    ['nothing', 0, { kind: 'single' }],
    ['100 MiB', 100 * MIB, { kind: 'single' }],
    ['a byte more', 100 * MIB + 1, { kind: 'multipart', partSize: 16 * MIB, parts: 7 }],
    ['9,000 parts of 16 MiB', 9_000 * 16 * MIB, { kind: 'multipart', partSize: 16 * MIB, parts: 9_000 }],
    ['a byte more', 9_000 * 16 * MIB + 1, { kind: 'multipart', partSize: 17 * MIB, parts: 8_471 }],
    ['5 TiB', 5 * TIB, { kind: 'multipart', partSize: 583 * MIB, parts: 8_993 }],
    ['the most that S3 takes', LARGEST_OBJECT, { kind: 'multipart', partSize: 5 * GIB, parts: 10_000 }],
  ])('%s', (_name, size, plan) => {
    expect(planUpload(size)).toEqual(plan);
  });

  test('more than S3 takes is refused', () => {
    expect(() => planUpload(LARGEST_OBJECT + 1)).toThrow('does not fit into S3');
  });

  test('thresholds can be lowered', () => {
    expect(planUpload(11, { singleUpTo: 10, smallestPart: 5 })).toEqual({ kind: 'multipart', partSize: 5, parts: 3 });
  });
});

test.each([1, 16 * MIB, 16 * MIB + 1, 33 * MIB, 150 * GIB + 7])('%d bytes are covered by their parts', (size) => {
  const ranges = partRanges(size, partSizeFor(size, 16 * MIB));
  expect(ranges[0]?.start).toBe(0);
  expect(ranges.at(-1)?.end).toBe(size);
  for (const [index, { start, partNumber }] of ranges.entries()) {
    expect(partNumber).toBe(index + 1);
    if (index > 0) expect(start).toBe(ranges[index - 1]?.end);
  }
});
