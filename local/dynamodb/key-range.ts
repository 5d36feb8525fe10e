import { actions, type DynaliteError, prefixes, type Range, type RangeProbe } from './dynalite.ts';
import { throwIfRejected } from './errors.ts';
import { findIndex, indexKey, itemKey } from './keys.ts';
import type { PageRequest, Table } from './types.ts';

/**
 * The LevelDB keys that a Query or Scan reads, as dynalite's own action computes them. The action runs up to the one
 * stream that it opens, having validated everything by then; the stream it gets stays silent, and we read ourselves:
 * dynalite fetches value by value, counts pages in UTF-16 units, and its filters cannot compare lists and maps.
 * @throws DynamoDbError ValidationException
 */
export function keyRange(operation: 'Query' | 'Scan', table: Table, request: PageRequest): Range {
  let range: Range | undefined;
  let failure: DynaliteError | null | undefined;
  const source = {
    createValueStream: (opened: Range) => {
      range = opened;
      return silentStream;
    },
  };
  const probe: RangeProbe = {
    getTable: (_name, done) => done(null, table),
    getItemDb: () => source,
    getIndexDb: () => source,
  };
  actions[operation === 'Query' ? 'query' : 'scan'](probe, request, (error) => {
    failure = error;
  });
  throwIfRejected(failure);
  if (!range) throw new Error(`dynalite validated a ${operation} without opening a range`);
  return absolute(table, request, range);
}

const silentStream = { on: () => silentStream, removeAllListeners: () => silentStream };

function absolute(table: Table, request: PageRequest, range: Range): Range {
  const index = request.IndexName === undefined ? undefined : findIndex(table, request.IndexName);
  const prefix = index ? prefixes.index(table, index) : prefixes.items(table);
  const { gt, gte, lt, lte, reverse } = resumed(table, request, range);
  return {
    ...(reverse && { reverse }),
    ...(gt === undefined ? { gte: prefix + (gte ?? '') } : { gt: prefix + gt }),
    ...(lte === undefined ? { lt: lt === undefined ? `${prefix}\uffff` : prefix + lt } : { lte: prefix + lte }),
  };
}

/** Our index keys are longer than dynalite's (see `indexKey`), and so the place where a page resumes is too. */
function resumed(table: Table, { ExclusiveStartKey: start, IndexName: name }: PageRequest, range: Range): Range {
  if (!start) return range;
  const index = name === undefined ? undefined : findIndex(table, name);
  const from = index ? indexKey(table, index, start) : itemKey(table, start);
  return range.reverse ? { ...range, lt: from } : { ...range, gt: from };
}
