import { actions, type DynaliteError, type UpdateProbe } from './dynalite.ts';
import { throwIfRejected } from './errors.ts';
import type { Storage } from './storage.ts';
import type { Item, Table, UpdateSection, WriteRequest } from './types.ts';

/**
 * Evaluates an UpdateExpression with dynalite's own action, on a probe that holds just this one item. All of the
 * probe's callbacks are synchronous, and so is the action; it clones the item before it changes it.
 */
export function applyUpdate(
  table: Table,
  request: WriteRequest,
  before: Item | undefined,
  storage: Storage,
): { after: Item; attributes?: Item } {
  let after: Item | undefined;
  let failure: DynaliteError | null | undefined;
  let attributes: Item | undefined;
  const probe: UpdateProbe = {
    options: storage.dynalite.options,
    getTable: (_name, done) => done(null, withoutIndexes(table)),
    getItemDb: () => ({
      lock: (_key, run) => run((done) => done),
      get: (_key, done) => done(null, before),
      put: (_key, item, done) => {
        after = item;
        done(null);
      },
    }),
  };
  const { Key, ReturnValues, _updates } = request;
  // The condition has been evaluated already. dynalite uses the key object itself as the new item, hence the copy.
  const data = { Key: { ...Key }, ReturnValues, ...(_updates && { _updates: safeOrder(_updates) }) };
  actions.updateItem(probe, data, (error, result) => {
    failure = error;
    attributes = result?.Attributes;
  });
  throwIfRejected(failure);
  if (!after) throw new Error('dynalite evaluated an update without giving an item');
  return { after, ...(attributes && { attributes }) };
}

/** Index entries are computed from the finished item; without indexes here, dynalite writes none. */
function withoutIndexes(table: Table): Table {
  const { GlobalSecondaryIndexes: _, ...rest } = table;
  return rest;
}

/**
 * AWS evaluates every action of an update against the item as it was. dynalite works through them one by one, in
 * place, and so gets two cases wrong, which this preparation avoids:
 * - `SET a = b ADD b :one` lets `a` and `b` share one value; a copy is made when a SET value is resolved.
 * - `REMOVE l[0], l[1]` shifts the list between the two; removals go last, and higher list positions first.
 */
function safeOrder(updates: { sections: UpdateSection[] }): { sections: UpdateSection[] } {
  const removals = updates.sections.filter(({ type }) => type === 'remove');
  const others = updates.sections.filter(({ type }) => type !== 'remove');
  return { ...updates, sections: [...others.map(copying), ...removals.toSorted(laterPositionFirst)] };
}

/** dynalite assigns the resolved value to `val`, which is the one moment at which it can be copied. */
function copying(section: UpdateSection): UpdateSection {
  let val = section.val;
  return {
    ...section,
    get val() {
      return val;
    },
    set val(resolved) {
      val = structuredClone(resolved);
    },
  };
}

/** A total order over paths: by name, deeper paths and higher list positions first. */
function laterPositionFirst(left: UpdateSection, right: UpdateSection): number {
  const depth = Math.min(left.path.length, right.path.length);
  for (let at = 0; at < depth; at++) {
    const [a, b] = [left.path[at], right.path[at]];
    if (a === b) continue;
    if (typeof a === 'number' && typeof b === 'number') return b - a;
    return String(a) < String(b) ? -1 : 1;
  }
  return right.path.length - left.path.length;
}
