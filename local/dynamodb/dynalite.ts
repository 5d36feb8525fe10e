/**
 * The only file that touches dynalite. The package is pinned to 4.0.0 and publishes no types; what is declared here is
 * what was read in its source, and test/local/dynamodb/dynalite-contract.test.ts fails when it stops being true.
 *
 * dynalite gives us: the LevelDB store with its key encoding, the validation of requests with AWS's messages, the
 * expression parsers, the update evaluator, the key ranges of Query and Scan, and table creation. It is not used for
 * writing items: its actions put index entries and the item one after another, so a crash between them tears the index.
 */
import { createRequire } from 'node:module';
import type { AttributeValue, Index, Item, KeyElement, Path, Table } from './types.ts';

const require = createRequire(import.meta.url);

/** What dynalite throws or hands to callbacks for an error that the client should see. */
export interface DynaliteError extends Error {
  statusCode: number;
  body: { __type: string; message?: string; Message?: string };
}

export type BatchOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

export interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

type RangeOptions = Range & { highWaterMarkBytes?: number };

interface ValueIterator<T> {
  nextv(size: number): Promise<T[]>;
  close(): Promise<void>;
}

/** The LevelDB underneath, values as JSON. `batch` is atomic, also against `kill -9`. */
interface LevelDb {
  open(): Promise<void>;
  getSync(key: string): unknown;
  /** reads from one snapshot */
  getMany(keys: readonly string[]): Promise<unknown[]>;
  batch(operations: readonly BatchOperation[]): Promise<void>;
  values(range: RangeOptions): ValueIterator<unknown>;
  iterator(range: RangeOptions): ValueIterator<[string, unknown]>;
}

export interface DynaliteStore {
  readonly db: LevelDb;
  readonly options: { readonly maxItemSize: number };
  readonly tableDb: { awsAccountId: string; awsRegion: string };
  readonly lifecycleManager: { gracefulClose(): Promise<void> };
}

type Callback<T> = (error: DynaliteError | null | undefined, result?: T) => void;
type Rejection = DynaliteError | null | undefined;

interface Db {
  create(options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): DynaliteStore;
  createKey(item: Item, table: Table, keySchema?: readonly KeyElement[]): string;
  validateKey(key: Item, table: Table): Rejection;
  validateItem(item: Item, table: Table): Rejection;
  validateKeyPaths(nestedPaths: Record<string, boolean> | undefined, table: Table): Rejection;
  compare(operator: string, value: AttributeValue | undefined, operands: AttributeValue | AttributeValue[]): boolean;
  mapPath(path: Path, item: Item): AttributeValue | undefined;
  mapPaths(paths: readonly Path[], item: Item): Item;
}

interface Schema {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: (data: unknown, store: DynaliteStore) => string | undefined;
}

interface Validations {
  checkTypes(data: unknown, types: Schema['types']): unknown;
  checkValidations(data: unknown, types: Schema['types'], custom: Schema['custom'], store: DynaliteStore): void;
}

/** The part of a store that dynalite's query and scan touch before they read. */
export interface RangeProbe {
  getTable(name: string, done: Callback<Table>): void;
  getItemDb(): { createValueStream(range: Range): unknown };
  getIndexDb(): { createValueStream(range: Range): unknown };
}

/** The part of a store that dynalite's updateItem touches. */
export interface UpdateProbe {
  readonly options: DynaliteStore['options'];
  getTable(name: string, done: Callback<Table>): void;
  getItemDb(): {
    lock(key: string, run: (release: <T>(done: T) => T) => void): void;
    get(key: string, done: Callback<Item>): void;
    put(key: string, item: Item, done: Callback<undefined>): void;
  };
}

type Action<Store, Result> = (store: Store, data: unknown, done: Callback<Result>) => void;

export const db = require('dynalite/db') as Db;
const compare = db.compare.bind(db);
const ORDERING = new Set(['<', '<=', '>', '>=', 'between', 'LT', 'LE', 'GT', 'GE', 'BETWEEN']);
/** AWS orders text by the bytes of its UTF-8, as dynalite's keys are; its comparisons go by UTF-16 units. */
const sortable = (value: AttributeValue): AttributeValue =>
  value.S === undefined ? value : { S: Buffer.from(value.S).toString('hex') };
db.compare = (operator, value, operands) =>
  ORDERING.has(operator)
    ? compare(operator, value && sortable(value), [operands].flat().map(sortable))
    : compare(operator, value, operands);
export const validations = require('dynalite/validations') as Validations;

export const schemas = {
  PutItem: require('dynalite/validations/putItem') as Schema,
  UpdateItem: require('dynalite/validations/updateItem') as Schema,
  DeleteItem: require('dynalite/validations/deleteItem') as Schema,
  GetItem: require('dynalite/validations/getItem') as Schema,
  BatchGetItem: require('dynalite/validations/batchGetItem') as Schema,
  BatchWriteItem: require('dynalite/validations/batchWriteItem') as Schema,
  Query: require('dynalite/validations/query') as Schema,
  Scan: require('dynalite/validations/scan') as Schema,
  CreateTable: require('dynalite/validations/createTable') as Schema,
  DescribeTable: require('dynalite/validations/describeTable') as Schema,
  ListTables: require('dynalite/validations/listTables') as Schema,
};

export const actions = {
  createTable: require('dynalite/actions/createTable') as Action<DynaliteStore, { TableDescription: Table }>,
  updateItem: require('dynalite/actions/updateItem') as Action<UpdateProbe, { Attributes?: Item }>,
  query: require('dynalite/actions/query') as Action<RangeProbe, unknown>,
  scan: require('dynalite/actions/scan') as Action<RangeProbe, unknown>,
};

/** Where dynalite keeps things in its one LevelDB. `~` cannot occur in a table or index name. */
export const prefixes = {
  tables: 'table~',
  items: (table: Table) => `item-${table.TableName}~`,
  index: (table: Table, index: Index) => `index-global~${table.TableName}~${index.IndexName}~`,
};
