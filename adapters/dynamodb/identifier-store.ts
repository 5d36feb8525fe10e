import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';

/** The file that a permanent identifier names. */
export interface IdentifiedFile {
  submissionId: string;
  fileKey: string;
}

export const findIdentifier = (table: Table, identifier: string): Promise<IdentifiedFile | undefined> =>
  getItem(table, keys.identifier(identifier), { consistent: false });

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
