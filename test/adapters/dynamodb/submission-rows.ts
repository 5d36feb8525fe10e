import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../adapters/dynamodb/client.ts';
import { inTurn, pieces } from '../../../adapters/dynamodb/in-turn.ts';
import { keys, listKeys } from '../../../adapters/dynamodb/keys.ts';
import { STEPS } from '../../../domain/submission/submission.ts';

export const USER = 'u123456789';
export const GROUP = 'g1';

/** A submission that has come to its end, as the table keeps it, with the same ordinal in all of its lists. */
export function endedRow(no: number, differing: Record<string, unknown> = {}): Record<string, unknown> {
  const id = `s${String(no).padStart(6, '0')}`;
  const date = '2026-11-21T10:00:00Z';
  const outcome = { success: true, date, msg: `All of the files of ${id} went through this step.` };
  return {
    ...keys.submission(id),
    id,
    uuid: crypto.randomUUID(),
    submitterId: USER,
    submitter: 'ada',
    groupId: GROUP,
    state: 'succeeded',
    policy: 'open',
    createdAt: date,
    updatedAt: date,
    attempt: 1,
    steps: Object.fromEntries(STEPS.map((step) => [step, outcome])),
    ownKey: listKeys.own(USER),
    ownNo: no,
    groupKey: listKeys.group(GROUP),
    groupNo: no,
    allKey: listKeys.all(),
    allNo: no,
    ...differing,
  };
}

/** Writes the rows 1 to `length`, eight batches at a time. */
export async function fill(table: Table, length: number, rowOf: (no: number) => object = endedRow): Promise<void> {
  const numbers = Array.from({ length }, (_, index) => index + 1);
  await inTurn(pieces(numbers, 25), 8, (some) =>
    table.client.send(
      new BatchWriteCommand({
        RequestItems: { [table.name]: some.map((no) => ({ PutRequest: { Item: { ...rowOf(no) } } })) },
      }),
    ),
  );
}
