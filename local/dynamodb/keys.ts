import { db, prefixes } from './dynalite.ts';
import type { Index, Item, KeyElement, Table } from './types.ts';

/** dynalite's key of an item inside its table: hash prefix, then the sortable key values. Takes an item or its key. */
export function itemKey(table: Table, item: Item): string {
  return db.createKey(item, table);
}

/** Where an item lies in LevelDB; unique over all tables, so it also names the item's lock. */
export function itemAddress(table: Table, key: string): string {
  return prefixes.items(table) + key;
}

/**
 * The key of an item's entry inside an index. dynalite ends it with 24 bits of a hash of the primary key, so two of
 * some 4,000 items with equal index keys overwrite each other; here the whole primary key ends it.
 */
export function indexKey(table: Table, index: Index, item: Item): string {
  return db.createKey(item, table, index.KeySchema) + itemKey(table, item);
}

export function hasKeys(item: Item | undefined, schema: readonly KeyElement[]): item is Item {
  return item !== undefined && schema.every(({ AttributeName }) => item[AttributeName] !== undefined);
}

export function keyAttributes(schema: readonly KeyElement[]): string[] {
  return schema.map(({ AttributeName }) => AttributeName);
}

export function findIndex(table: Table, name: string): Index | undefined {
  return table.GlobalSecondaryIndexes?.find((index) => index.IndexName === name);
}

/** The partition key value that an item or key carries, as IAM's `dynamodb:LeadingKeys` shows it. */
export function leadingKey(schema: readonly KeyElement[], item: Item | undefined): string | undefined {
  const value = item?.[schema[0]?.AttributeName ?? ''];
  return value?.S ?? value?.N ?? value?.B;
}
