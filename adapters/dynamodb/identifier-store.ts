import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { canExist, keys } from './keys.ts';

/** The file that a permanent identifier names. */
export interface IdentifiedFile {
  submissionId: string;
  fileKey: string;
}

export async function findIdentifier(table: Table, identifier: string): Promise<IdentifiedFile | undefined> {
  const Key = keys.identifier(identifier);
  if (!canExist(Key)) return undefined;
  const answer = await table.client.send(new GetCommand({ TableName: table.name, Key }));
  return answer.Item as IdentifiedFile | undefined;
}

/** Gives an identifier to a file. @returns false where it is another file's; giving it to the same file again is fine */
export async function claimIdentifier(table: Table, identifier: string, file: IdentifiedFile): Promise<boolean> {
  return holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.identifier(identifier), ...file },
        ConditionExpression: 'attribute_not_exists(PK) OR (submissionId = :id AND fileKey = :file)',
        ExpressionAttributeValues: { ':id': file.submissionId, ':file': file.fileKey },
      }),
    ),
  );
}
