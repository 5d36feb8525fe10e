import type { BucketSettings, CorsRule, LifecycleRule } from '../bucket-settings.ts';
import type { Database } from './database.ts';

type Versioning = 'Off' | 'Enabled' | 'Suspended';

export interface Bucket {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly versioning: Versioning;
  readonly eventBridge: boolean;
  readonly cors: readonly CorsRule[];
  readonly lifecycle: readonly LifecycleRule[];
}

export interface Buckets {
  find(name: string): Bucket | undefined;
  list(): Bucket[];
  /** Makes the bucket, or gives an existing one these settings. */
  ensure(name: string, settings: BucketSettings, now: Date): void;
  create(name: string, now: Date): void;
  setCors(name: string, rules: readonly CorsRule[]): void;
  setVersioning(name: string, versioning: Versioning): void;
  /** `false` where the bucket holds versions or uploads. */
  remove(name: string): boolean;
}

interface Row {
  name: string;
  created: number;
  versioning: Versioning;
  event_bridge: number;
  cors: string | null;
  lifecycle: string | null;
}

/** Buckets are few and asked for on every request, so they are kept in memory too. */
export function openBuckets(database: Database): Buckets {
  const known = new Map<string, Bucket>();
  const load = () => {
    known.clear();
    for (const row of database.all<Row>('SELECT * FROM buckets ORDER BY name')) known.set(row.name, fromRow(row));
  };
  const change = (sql: string, ...values: (string | number | null)[]) => {
    database.run(sql, ...values);
    load();
  };
  load();
  const create = (name: string, now: Date) => {
    change("INSERT OR IGNORE INTO buckets VALUES (?, ?, 'Off', 0, NULL, NULL)", name, now.getTime());
  };
  return {
    find: (name) => known.get(name),
    list: () => [...known.values()],
    create,
    ensure: (name, settings, now) => {
      create(name, now);
      // A bucket that was versioned once can only be suspended, never be unversioned again.
      change(
        `UPDATE buckets SET versioning = CASE WHEN ? THEN 'Enabled' WHEN versioning = 'Off' THEN 'Off' ELSE 'Suspended' END,
         event_bridge = ?, cors = ?, lifecycle = ? WHERE name = ?`,
        Number(settings.versioned),
        Number(settings.eventBridge ?? false),
        JSON.stringify(settings.cors ?? []),
        JSON.stringify(settings.lifecycle ?? []),
        name,
      );
    },
    setCors: (name, rules) => {
      change('UPDATE buckets SET cors = ? WHERE name = ?', JSON.stringify(rules), name);
    },
    setVersioning: (name, versioning) => {
      change('UPDATE buckets SET versioning = ? WHERE name = ?', versioning, name);
    },
    remove: (name) => {
      const used = database.get(
        'SELECT 1 FROM versions WHERE bucket = ?1 UNION ALL SELECT 1 FROM uploads WHERE bucket = ?1 LIMIT 1',
        name,
      );
      if (used) return false;
      change('DELETE FROM buckets WHERE name = ?', name);
      return true;
    },
  };
}

function fromRow(row: Row): Bucket {
  return {
    name: row.name,
    created: row.created,
    versioning: row.versioning,
    eventBridge: row.event_bridge === 1,
    cors: JSON.parse(row.cors ?? '[]') as CorsRule[],
    lifecycle: JSON.parse(row.lifecycle ?? '[]') as LifecycleRule[],
  };
}
