import { RemovalPolicy } from 'aws-cdk-lib';
import { type Attribute, AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** The one table: paid per request, so it costs nothing while idle; kept when the stack goes. */
export function createTable(scope: Construct): TableV2 {
  return new TableV2(scope, 'Table', {
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
      { indexName: 'due', partitionKey: text('dueKey'), sortKey: text('dueAt') },
    ],
  });
}
