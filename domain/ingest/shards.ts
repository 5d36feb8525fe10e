/** A range of files: behind `after`, up to and including `until`; open where one is missing. */
export interface FileRange {
  index: number;
  after?: string;
  until?: string;
}

/** Joins neighbours, equally many each, until there are no more than `most`. */
export function mergeShards<T extends FileRange>(shards: readonly T[], most: number): FileRange[] {
  const size = Math.max(1, Math.ceil(shards.length / most));
  const groups = Array.from({ length: Math.ceil(shards.length / size) }, (_, n) =>
    shards.slice(n * size, (n + 1) * size),
  );
  return groups.map((group, index) => {
    const after = group[0]?.after;
    const until = group.at(-1)?.until;
    return { index, ...(after !== undefined && { after }), ...(until !== undefined && { until }) };
  });
}
