import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { inTurn, pieces } from '../../../adapters/dynamodb/in-turn.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { randomText } from '../../../domain/account/token.ts';
import { endedRow } from '../../adapters/dynamodb/submission-rows.ts';
import { ask } from '../gateway/asking.ts';
import { operatorOf } from '../operator.ts';
import { newGroup, newPerson } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';
import { CHROMIUM } from './browser.ts';
import { it } from './visits.ts';

/** More than the API tells in one answer. */
const MANY = 1150;

it.skipIf(CHROMIUM === undefined)(
  'a report of more submissions than a page has is saved whole',
  async ({ visitAs }) => {
    const group = await newGroup(siteAdmin(), 'registry');
    const root = await newPerson(siteAdmin(), group, { siteAdmin: true }, 'root');
    const { specificationKey } = await ask(root, group);
    const ids = await giveSubmissions(specificationKey, group);
    const page = await visitAs(root);
    await page.goto(`/app/admin/reports/${specificationKey}`);
    await page.getByText('1,150 submissions').waitFor();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of the submissions' }).click(),
    ]);
    const lines = (await readFile(await saved.path(), 'utf8')).trim().split(/\r?\n/);
    const column = lines[0]?.split(',').indexOf('id') ?? -1;
    expect(lines.slice(1).map((line) => line.split(',')[column])).toEqual(ids);
  },
);

/** Rows as submitting leaves them, in the order in which they were made. */
async function giveSubmissions(specificationKey: string, groupId: string): Promise<string[]> {
  const operator = operatorOf(dataFolder());
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
  const table = operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table');
  const name = randomText(3);
  const items = Array.from({ length: MANY }, (_, no) => {
    const id = `${name}${String(no).padStart(4, '0')}`;
    const createdAt = new Date(Date.UTC(2026, 0, 1) + no * 60_000).toISOString();
    const { ownKey: _own, ownNo: _o, groupKey: _group, groupNo: _g, allKey: _all, allNo: _a, ...row } = endedRow(1);
    const pointer = keys.submissionOfSpecification(specificationKey, createdAt, id);
    const about = { id, createdAt, specificationKey, assignmentKey: 'A', door: 'gateway' };
    return [
      { ...row, ...keys.submission(id), ...about },
      { ...pointer, id, submitterId: 'nobody', groupId },
    ];
  });
  await inTurn(pieces(items.flat(), 25), 8, (some) =>
    client.send(new BatchWriteCommand({ RequestItems: { [table]: some.map((Item) => ({ PutRequest: { Item } })) } })),
  );
  return items.map(([submission]) => String(submission?.id));
}
