/** Behind a key, or, where one key has several rows, behind one of them. */
export interface Cursor {
  readonly key: string;
  readonly id?: number | string;
}

interface CollapseOptions<Row extends Cursor> {
  readonly prefix: string;
  /** Empty for a flat listing. */
  readonly delimiter: string;
  readonly limit: number;
  /** At most `most` rows behind the cursor (or from `prefix` on), in order. */
  readonly fetch: (behind: Cursor | undefined, most: number) => Row[];
  readonly start?: Cursor | undefined;
  /** A common prefix that an earlier page ended with: nothing under it is listed again. */
  readonly skip?: string | undefined;
}

type Collapsed<Row> = { readonly row: Row } | { readonly commonPrefix: string };

export interface CollapsedPage<Row> {
  readonly items: readonly Collapsed<Row>[];
  readonly truncated: boolean;
}

const FLAT_BATCH = 1001;
/** With a delimiter most rows of a batch would be skipped, so batches are small and a common prefix is jumped over. */
const GROUPED_BATCH = 50;
/** Sorts behind every key that begins with what it is appended to (but for keys that hold it themselves). */
const LAST = '\u{10ffff}';

/** One page of a listing in which all keys up to the next delimiter count as one. */
export function collapse<Row extends Cursor>(options: CollapseOptions<Row>): CollapsedPage<Row> {
  const { prefix, delimiter, limit, fetch, start } = options;
  const items: Collapsed<Row>[] = [];
  if (limit === 0) return { items, truncated: false };
  let { skip } = options;
  let behind = skip === undefined ? start : { key: skip + LAST };
  for (;;) {
    const batch = fetch(behind, delimiter === '' ? FLAT_BATCH : GROUPED_BATCH);
    if (batch.length === 0) return { items, truncated: false };
    behind = batch.at(-1);
    for (const row of batch) {
      if (!row.key.startsWith(prefix)) return { items, truncated: false };
      if (skip !== undefined && row.key.startsWith(skip)) continue;
      if (items.length === limit) return { items, truncated: true };
      const commonPrefix = groupOf(row.key, prefix, delimiter);
      items.push(commonPrefix === undefined ? { row } : { commonPrefix });
      if (commonPrefix === undefined) continue;
      skip = commonPrefix;
      behind = { key: commonPrefix + LAST };
      break;
    }
  }
}

function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

export function rowsOf<Row>(page: CollapsedPage<Row>): Row[] {
  return page.items.flatMap((item) => ('row' in item ? [item.row] : []));
}

export function commonPrefixesOf<Row>(page: CollapsedPage<Row>): string[] {
  return page.items.flatMap((item) => ('row' in item ? [] : [item.commonPrefix]));
}

/** The key or common prefix that a page ends with. */
export function lastName<Row extends Cursor>(page: CollapsedPage<Row>): string {
  const last = page.items.at(-1);
  if (!last) return '';
  return 'row' in last ? last.row.key : last.commonPrefix;
}
