import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../../local/s3/store/database.ts';
import { idSequence } from '../../../../local/s3/store/ids.ts';

let directory = '';
let database: Database;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'waybill-s3-db-'));
  database = openDatabase(join(directory, 'index.sqlite'));
});
afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true });
});

describe('a transaction', () => {
  it('keeps nothing of what it did before it failed', () => {
    const failing = () =>
      database.transaction(() => {
        database.run("INSERT INTO outbox VALUES (1, 'event')");
        throw new Error('refused');
      });
    expect(failing).toThrow('refused');
    expect(database.all('SELECT * FROM outbox')).toEqual([]);
    database.transaction(() => database.run("INSERT INTO outbox VALUES (2, 'event')"));
    expect(database.all('SELECT id FROM outbox')).toEqual([{ id: 2 }]);
  });
});

describe('ids', () => {
  it('grow, also when the clock was set back since the highest was given', () => {
    const ahead = (Date.now() + 3_600_000) * 4096;
    database.run('INSERT INTO outbox VALUES (?, ?)', ahead, 'event');
    const nextId = idSequence(database);
    const ids = [nextId(), nextId(), nextId()];
    expect(ids[0]).toBeGreaterThan(ahead);
    expect([...ids].sort((a, b) => a - b)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });
});
