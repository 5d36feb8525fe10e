import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/**
 * One row per object version, upload, part and event that is not delivered yet. The bytes are in files of their own:
 * an `extents` row says which range of which file lies at which position of its owner (a version or a part). So a
 * multipart object is its part files, and a copy shares the files of its source.
 *
 * Ids are unique over all tables and grow with time; a higher version id is the newer version of a key.
 */
const SCHEMA = `
CREATE TABLE buckets (
  name TEXT PRIMARY KEY, created INTEGER NOT NULL, versioning TEXT NOT NULL,
  event_bridge INTEGER NOT NULL, cors TEXT, lifecycle TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
  id INTEGER PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
  latest INTEGER NOT NULL, marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modified INTEGER NOT NULL, headers TEXT NOT NULL, checksum TEXT, tags TEXT, part_count INTEGER NOT NULL, parts TEXT
) STRICT;
CREATE UNIQUE INDEX versions_by_key ON versions (bucket, key, id DESC);
CREATE UNIQUE INDEX versions_listed ON versions (bucket, key) WHERE latest = 1 AND marker = 0;
CREATE TABLE uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, initiated INTEGER NOT NULL,
  headers TEXT NOT NULL, tags TEXT, algorithm TEXT NOT NULL, declared INTEGER NOT NULL, type TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX uploads_by_key ON uploads (bucket, key, id);
CREATE TABLE parts (
  upload TEXT NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modified INTEGER NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE extents (
  owner INTEGER NOT NULL, position INTEGER NOT NULL, blob INTEGER NOT NULL, start INTEGER NOT NULL,
  length INTEGER NOT NULL, PRIMARY KEY (owner, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX extents_by_blob ON extents (blob);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
`;
const SCHEMA_VERSION = 1;

export interface Database {
  /** Every row of a query whose columns are those of `Row`. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** The number of rows that were changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** Everything inside is kept, or nothing; `work` must not be asynchronous. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export function openDatabase(file: string): Database {
  const connection = new DatabaseSync(file);
  // WAL with NORMAL: a committed row survives the end of the process at any moment, and a power cut leaves the
  // database intact, though it may lose its last moments. FULL would add a disk flush to each PUT.
  // The log is folded into the database, with a flush, every 16 MB: at the default 4 MB that would be every 200 PUTs.
  connection.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;',
  );
  migrate(connection, file);
  const prepare = statementCache(connection);
  return {
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    transaction: (work) => {
      prepare('BEGIN IMMEDIATE').run();
      try {
        const result = work();
        prepare('COMMIT').run();
        return result;
      } catch (error) {
        prepare('ROLLBACK').run();
        throw error;
      }
    },
    close: () => {
      connection.close();
    },
  };
}

function migrate(connection: DatabaseSync, file: string): void {
  const found = Number(connection.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found === SCHEMA_VERSION) return;
  if (found !== 0)
    throw new Error(
      `${file} was written by another version of this program (${found}); move its folder away to start anew.`,
    );
  connection.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
}

function statementCache(connection: DatabaseSync): (sql: string) => StatementSync {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
