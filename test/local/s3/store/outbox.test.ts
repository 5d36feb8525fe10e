import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { BusEvent } from '../../../../local/aws/event.ts';
import { type Database, openDatabase } from '../../../../local/s3/store/database.ts';
import { idSequence } from '../../../../local/s3/store/ids.ts';
import { openOutbox } from '../../../../local/s3/store/outbox.ts';

let directory = '';
let database: Database;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'waybill-s3-outbox-'));
  database = openDatabase(join(directory, 'index.sqlite'));
});
afterAll(async () => {
  database.close();
  await rm(directory, { recursive: true });
});

const event = (id: string) => ({ version: '0', id, source: 'aws.s3' }) as BusEvent;
const left = () => database.all('SELECT id FROM outbox').length;

it('sends an event again until it is accepted, and no longer', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
  const seen: string[] = [];
  const outbox = openOutbox(database, idSequence(database), async ({ id }) => {
    seen.push(id);
    if (seen.filter((each) => each === id).length === 1 && id === 'refused once') throw new Error('the bus is down');
  });
  for (const id of ['accepted', 'refused once']) outbox.deliver(database.transaction(() => outbox.add(event(id))));
  await expect.poll(left, { timeout: 3000 }).toBe(0);
  expect(seen).toEqual(['accepted', 'refused once', 'refused once']);
  expect(complaint).toHaveBeenCalledWith(expect.stringContaining('the bus is down'));
  complaint.mockRestore();
  await outbox.close();
});

it('has a bounded number of events under way, and closes without those that hang', async () => {
  let underWay = 0;
  let most = 0;
  const outbox = openOutbox(database, idSequence(database), async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(() => {});
  });
  for (let i = 0; i < 50; i++) outbox.deliver(outbox.add(event(String(i))));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await outbox.close();
  expect(most).toBe(16);
  expect(left()).toBe(50);
});
