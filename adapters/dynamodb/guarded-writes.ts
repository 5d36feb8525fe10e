import type { Table } from './client.ts';
import { type TransactItem, transact } from './transaction.ts';

/** One write of a transaction, and what it means when its condition does not hold. */
export interface GuardedWrite {
  item: TransactItem;
  refusal: () => Error;
}

/**
 * All writes or none.
 * @throws the refusal of the first write whose condition does not hold
 */
export async function writeAll(table: Table, writes: readonly GuardedWrite[]): Promise<void> {
  const failed = await transact(
    table,
    writes.map((write) => write.item),
  );
  const refused = writes[failed?.indexOf(true) ?? -1];
  if (refused !== undefined) throw refused.refusal();
}
