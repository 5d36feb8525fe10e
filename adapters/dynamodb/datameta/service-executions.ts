import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Named, ServiceExecution } from '../../../domain/metadata/metadataset.ts';
import type { Table } from '../client.ts';
import { keys } from '../keys.ts';
import type { TransactItem } from '../transaction.ts';

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

/** @returns false where the service has been executed already */
export async function recordExecution(table: Table, set: Named, execution: ServiceExecution): Promise<boolean> {
  try {
    await table.client.send(new UpdateCommand(executionWrite(table, set, execution).Update));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
