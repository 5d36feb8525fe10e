import type { BusEvent } from '../../aws/event.ts';
import type { Database } from './database.ts';
import type { NextId } from './ids.ts';

/** So many events are under way at once. */
const CONCURRENCY = 16;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** How long closing waits for events that are under way; what is not acknowledged by then is sent again at the next start. */
const CLOSE_MS = 1000;

export interface Outbox {
  /** Notes an event, within the caller's transaction. */
  add(event: BusEvent): number;
  /** Sends it, until it is acknowledged. */
  deliver(id: number): void;
  close(): Promise<void>;
}

/** Events that an earlier run noted and could not deliver are sent first. Delivery is at least once. */
export function openOutbox(database: Database, nextId: NextId, emit: (event: BusEvent) => Promise<void>): Outbox {
  const waiting = database.all<{ id: number }>('SELECT id FROM outbox ORDER BY id').map((row) => row.id);
  const underWay = new Set<Promise<void>>();
  const retries = new Set<NodeJS.Timeout>();
  let closing = false;
  let closed = false;

  const pump = () => {
    while (!closing && underWay.size < CONCURRENCY) {
      const id = waiting.shift();
      if (id === undefined) return;
      const sending = send(id, FIRST_RETRY_MS).finally(() => {
        underWay.delete(sending);
        pump();
      });
      underWay.add(sending);
    }
  };
  const send = async (id: number, retryMs: number): Promise<void> => {
    const row = database.get<{ event: string }>('SELECT event FROM outbox WHERE id = ?', id);
    if (!row) return;
    try {
      await emit(JSON.parse(row.event) as BusEvent);
      if (!closed) database.run('DELETE FROM outbox WHERE id = ?', id);
    } catch (error) {
      console.error(`s3: event ${id} was not accepted, next attempt in ${retryMs} ms: ${String(error)}`);
      later(id, retryMs);
    }
  };
  const later = (id: number, retryMs: number) => {
    if (closing) return;
    const timer = setTimeout(() => {
      retries.delete(timer);
      const sending = send(id, Math.min(retryMs * 2, LONGEST_RETRY_MS)).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }, retryMs);
    retries.add(timer.unref());
  };
  setImmediate(pump);
  return {
    add: (event) => {
      const id = nextId();
      database.run('INSERT INTO outbox VALUES (?, ?)', id, JSON.stringify(event));
      return id;
    },
    deliver: (id) => {
      waiting.push(id);
      pump();
    },
    close: async () => {
      closing = true;
      for (const timer of retries) clearTimeout(timer);
      const grace = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([Promise.allSettled(underWay), grace]);
      closed = true;
    },
  };
}
