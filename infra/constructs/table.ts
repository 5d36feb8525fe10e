import { createHash } from 'node:crypto';
import { type CfnElement, RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/**
 * The one table: paid per request, so it costs nothing while idle; kept when the stack goes.
 * @param existing name of one that is there already
 */
export function createTable(scope: Construct, existing?: string): TableV2 {
  const table = new TableV2(scope, 'Table', {
    ...(existing !== undefined && { tableName: existing }),
    partitionKey: text('PK'),
    sortKey: text('SK'),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    timeToLiveAttribute: 'ttl',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    globalSecondaryIndexes: [
      { indexName: 'own', partitionKey: text('ownKey'), sortKey: number('ownNo') },
      { indexName: 'group', partitionKey: text('groupKey'), sortKey: number('groupNo') },
      { indexName: 'all', partitionKey: text('allKey'), sortKey: number('allNo') },
      // whoever is due is read as a whole: a copy of the record here would be paid for with each of its changes
      {
        indexName: 'due',
        partitionKey: text('dueKey'),
        sortKey: text('dueAt'),
        projectionType: ProjectionType.KEYS_ONLY,
      },
    ],
  });
  // CloudFormation takes in only what the stack did not have: another table is another resource, and the one before stays
  if (existing !== undefined) (table.node.defaultChild as CfnElement).overrideLogicalId(`Table${digest(existing)}`);
  return table;
}

const digest = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase();
