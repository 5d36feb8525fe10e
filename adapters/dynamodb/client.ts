import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The one table of a deployment, with the client that reads and writes it. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
}

/** Opens the table; region, endpoint and credentials come from the environment as the AWS SDK reads it. */
export function openTable(name: string): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name };
}
