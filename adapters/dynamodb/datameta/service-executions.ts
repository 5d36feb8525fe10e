import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Named, ServiceExecution } from '../../../domain/metadata/metadataset.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { keys } from '../keys.ts';
import { type TransactItem, transact } from '../transaction.ts';
import { type Guard, moveGuard } from './correct-metadataset.ts';
import type { MetadatasetRow } from './metadataset-store.ts';

/** The write that records an execution, once for each service and metadataset. */
export const executionWrite = (table: Table, set: Named, execution: ServiceExecution) =>
  ({
    Update: {
      TableName: table.name,
      Key: keys.metadataset(set.uuid),
      UpdateExpression: 'SET executions.#service = :execution',
      ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(executions.#service)',
      ExpressionAttributeNames: { '#service': execution.service.uuid },
      ExpressionAttributeValues: { ':execution': execution },
    },
  }) satisfies TransactItem;

/**
 * Records an execution that has no files.
 * @param guards of the values that must be unique in the site: the metadataset's submission takes them
 * @returns false where the service has been executed already, or a value was taken meanwhile
 */
export async function recordExecution(
  table: Table,
  set: Pick<MetadatasetRow, 'uuid' | 'siteId' | 'claim'>,
  execution: ServiceExecution,
  guards: readonly Guard[],
): Promise<boolean> {
  const write = executionWrite(table, set, execution);
  if (guards.length > 0) {
    const takes = guards.flatMap((guard) => moveGuard(table, set.claim ?? '', guard));
    return (await transact(table, [write, ...takes])) === undefined;
  }
  return holds(table.client.send(new UpdateCommand(write.Update)));
}
