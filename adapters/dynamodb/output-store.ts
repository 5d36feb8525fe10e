import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isReservedOutput } from '../../domain/submission/outputs.ts';
import type { ProducedOutput } from '../../domain/submission/submission.ts';
import type { Table } from './client.ts';
import { keys } from './keys.ts';

/**
 * Makes an output known, after its object has been written under `records/<id>/<storedFilename>`. The same name again
 * replaces what it said before, so that a step may repeat it.
 */
export async function recordOutput(
  table: Table,
  id: string,
  storedFilename: string,
  output: ProducedOutput,
): Promise<void> {
  if (isReservedOutput(storedFilename)) throw new Error(`'${storedFilename}' is the name of one of our own outputs.`);
  const Key = keys.submission(id);
  const set = () =>
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        UpdateExpression: 'SET outputs.#name = :output',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: { '#name': storedFilename },
        ExpressionAttributeValues: { ':output': output },
      }),
    );
  try {
    await set();
  } catch (error) {
    // a path into a map that is not there yet
    if (!(error instanceof Error && error.name === 'ValidationException')) throw error;
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        UpdateExpression: 'SET outputs = if_not_exists(outputs, :none)',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeValues: { ':none': {} },
      }),
    );
    await set();
  }
}

/** Takes an output off the list, after its object has been deleted. */
export async function forgetOutput(table: Table, id: string, storedFilename: string): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.submission(id),
      UpdateExpression: 'REMOVE outputs.#name',
      ConditionExpression: 'attribute_exists(outputs)',
      ExpressionAttributeNames: { '#name': storedFilename },
    }),
  );
}
