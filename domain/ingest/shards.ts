/**
 * Step Functions ends an execution at 25,000 history events. A shard has twelve and eight more for every further slice
 * of time, and three steps fan out: 200 shards make 7,200 events, which leaves 2,300 slices.
 */
export const MOST_SHARDS = 200;

/** A range of files: behind `after`, up to and including `until`; open where one is missing. */
export interface FileRange {
  index: number;
  after?: string;
  until?: string;
}

/** Joins neighbours, equally many each, until there are no more than MOST_SHARDS. */
export function mergeShards(shards: readonly FileRange[]): FileRange[] {
  const size = Math.max(1, Math.ceil(shards.length / MOST_SHARDS));
  const groups = Array.from({ length: Math.ceil(shards.length / size) }, (_, n) =>
    shards.slice(n * size, (n + 1) * size),
  );
  return groups.map((group, index) => {
    const after = group[0]?.after;
    const until = group.at(-1)?.until;
    return { index, ...(after !== undefined && { after }), ...(until !== undefined && { until }) };
  });
}
