import { expect, it } from 'vitest';
import { type FileRange, MOST_SHARDS, mergeShards } from '../../../domain/ingest/shards.ts';

/** `count` neighbouring ranges: …a0], (a0…a1], (a1… */
const ranges = (count: number): FileRange[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    ...(index > 0 && { after: `a${index - 1}` }),
    ...(index < count - 1 && { until: `a${index}` }),
  }));

it.each([1, 2, MOST_SHARDS])('%i shards stay as they are', (count) => {
  expect(mergeShards(ranges(count))).toEqual(ranges(count));
});

it.each([MOST_SHARDS + 1, 1000, 2500])('%i shards become at most as many as an execution can have', (count) => {
  const merged = mergeShards(ranges(count));
  expect(merged.length).toBeLessThanOrEqual(MOST_SHARDS);
  expect(merged.length).toBeGreaterThan(MOST_SHARDS / 2 - 1);
  expect(merged.map(({ index }) => index)).toEqual(merged.map((_, position) => position));
  // no file is left out and none is in two shards: each range begins where the one before it ends
  expect(merged.map(({ after }) => after)).toEqual([undefined, ...merged.slice(0, -1).map(({ until }) => until)]);
  expect(merged.at(-1)?.until).toBeUndefined();
});
