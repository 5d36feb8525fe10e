import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The one table of a deployment, with the client that reads and writes it. */
export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
}

/** Opens the table for requests that somebody waits for: where it has no capacity, the SDK's four tries must do. */
export const openTable = (name: string): Table => open(name, {});

/** The longest pauses double from one second to twenty, and are half as long on average: a minute in all. */
const PATIENT_ATTEMPTS = 10;

/**
 * Opens the table for work in the background, which waits for capacity instead of failing. It needs to: all files of a
 * submission lie in one partition, and that takes 1,000 writes a second, while ten shards at work can ask for more.
 */
export const openTablePatiently = (name: string): Table => open(name, { maxAttempts: PATIENT_ATTEMPTS });

/** Region, endpoint and credentials come from the environment as the AWS SDK reads it. */
function open(name: string, config: DynamoDBClientConfig): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name };
}
