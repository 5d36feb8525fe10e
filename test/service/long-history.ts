import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys, listKeys } from '../../adapters/dynamodb/keys.ts';
import { randomText } from '../../domain/account/token.ts';
import { endedRow, fill } from '../adapters/dynamodb/submission-rows.ts';
import { expectOk } from './client.ts';
import { operatorOf } from './operator.ts';
import type { Person } from './people.ts';

const ID_LENGTH = 7;

/**
 * Gives somebody who has submitted nothing yet so many submissions that have ended, as rows in the table. They are in
 * no list but the person's own.
 * @param directory of the run
 */
export async function giveHistory(person: Person, directory: string, length: number): Promise<void> {
  const operator = operatorOf(directory);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
  const table = { client, name: operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table') };
  const { token } = await expectOk<{ token: string }>(person, '/api/v1/tokens', { body: { label: 'rows' } });
  const userId = token.slice(0, 10);
  const digits = String(length).length;
  const name = randomText(ID_LENGTH - digits);
  await fill(table, length, (no) => {
    const { groupKey: _group, groupNo: _groupNo, allKey: _all, allNo: _allNo, ...row } = endedRow(no);
    const id = `${name}${String(no).padStart(digits, '0')}`;
    const place = { ownKey: listKeys.own(userId), ownNo: no, submitterId: userId };
    return { ...row, ...keys.submission(id), id, door: 'nemo', label: `Submission ${no}`, ...place };
  });
  await client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { ...keys.user(userId) },
      UpdateExpression: 'SET ownCount = :n',
      ExpressionAttributeValues: { ':n': length },
    }),
  );
}
