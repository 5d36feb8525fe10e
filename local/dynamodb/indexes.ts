import { validationError } from './errors.ts';
import { hasKeys, indexKey, keyAttributes } from './keys.ts';
import type { Index, Item, Table } from './types.ts';

interface IndexEntry {
  readonly key: string;
  readonly item: Item;
}

/** What one write does to one index: an entry goes, comes, or both (where its key moved or its content changed). */
export interface IndexChange {
  readonly index: Index;
  readonly old?: IndexEntry;
  readonly new?: IndexEntry;
}

export function indexChanges(table: Table, before: Item | undefined, after: Item | undefined): IndexChange[] {
  return (table.GlobalSecondaryIndexes ?? []).flatMap((index) => {
    const old = entryOf(table, index, before);
    const now = entryOf(table, index, after);
    return old || now ? [{ index, ...(old && { old }), ...(now && { new: now }) }] : [];
  });
}

/** An item without all of an index's keys is not in that index (a sparse index). */
function entryOf(table: Table, index: Index, item: Item | undefined): IndexEntry | undefined {
  if (!hasKeys(item, index.KeySchema)) return undefined;
  return { key: indexKey(table, index, item), item: project(table, index, item) };
}

function project(table: Table, index: Index, item: Item): Item {
  if (index.Projection.ProjectionType === 'ALL') return item;
  const kept = [
    ...keyAttributes(table.KeySchema),
    ...keyAttributes(index.KeySchema),
    ...(index.Projection.NonKeyAttributes ?? []),
  ];
  return Object.fromEntries(kept.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

const KEY_LIMITS = { HASH: 2048, RANGE: 1024 } as const;

/**
 * AWS refuses an item whose index key has another type, is empty, or is too long, although a missing one is fine.
 * dynalite checks only the type, and of an update only what its expression names literally.
 */
export function checkIndexKeys(table: Table, item: Item): void {
  for (const index of table.GlobalSecondaryIndexes ?? [])
    for (const { AttributeName: name, KeyType } of index.KeySchema) {
      const value = item[name];
      if (value === undefined) continue;
      const type = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? 'S';
      const where = `IndexName: ${index.IndexName}, IndexKey: ${name}`;
      const content = value[type];
      if (content === undefined)
        throw validationError(
          'One or more parameter values were invalid: Type mismatch for Index Key ' +
            `${name} Expected: ${type} Actual: ${Object.keys(value)[0]} IndexName: ${index.IndexName}`,
        );
      if (content === '')
        throw validationError(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. ${where}`,
        );
      const length = Buffer.byteLength(content, type === 'B' ? 'base64' : 'utf8');
      if (type !== 'N' && length > KEY_LIMITS[KeyType])
        throw validationError(
          `One or more parameter values were invalid: Size of index key has exceeded the limit of ${KEY_LIMITS[KeyType]} bytes. ${where}`,
        );
    }
}
