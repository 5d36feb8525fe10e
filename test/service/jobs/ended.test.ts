import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { anonymous, call, expectOk, until } from '../client.ts';
import { mailsTo, mailTo } from '../mail.ts';
import { operatorOf } from '../operator.ts';
import { newGroup } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';

const DOOR = '/analytics_automated';

interface State {
  state: string;
  submissions: { UUID: string; email: string; input_file: string; results: { data_path: string }[] }[];
}

it('what somebody submits without signing in is mailed of, seen by those of the group, and its results expire', async () => {
  const admin = siteAdmin();
  const anybody = anonymous(admin);
  const name = `ending-${randomBytes(4).toString('hex')}`;
  const put = (path: string, body: object) => expectOk(admin, `/api/v1/${path}`, { method: 'PUT', body });
  await put(`tasks/${name}`, { image: 'debian:12', command: ['cat', '$I1'], inputs: ['.txt'], stdout: '.out' });
  await put(`jobs/${name}`, { public: true, groupId: await newGroup(admin), steps: [{ task: name, ordering: 0 }] });

  const email = `${name}@example.org`;
  const form = new FormData();
  for (const [field, value] of Object.entries({ job: name, submission_name: 'ends', email })) form.append(field, value);
  form.append('input_data', new Blob(['text\n']), 'some text.txt');
  const { UUID } = await expectOk<{ UUID: string }>(anybody, `${DOOR}/submission`, { raw: form });
  const read = () => expectOk<State>(anybody, `${DOOR}/submission/${UUID}`);
  const complete = await until('the end', read, ({ state }) => state !== 'Submitted' && state !== 'Running', 60);
  const [only] = complete.submissions;
  const result = only?.results[0]?.data_path ?? '';
  expect([complete.state, only?.email, (await call(anybody, result)).text]).toEqual(['Complete', email, 'text\n']);

  const { text } = await mailTo(dataFolder(), email, new RegExp(`^${name} : A_A Job Completion: ${UUID}$`));
  expect(text).toContain(`You can retrieve the results from ${admin.url}${DOOR}/submission/${UUID}`);

  const view = `/api/v1/submissions/${only?.UUID}`;
  const seen = await expectOk(admin, view);
  expect(seen).toMatchObject({
    door: 'jobs',
    submitter: '(anonymous)',
    policy: 'private',
    label: 'ends',
    fileCount: 1,
  });
  expect((await call(anybody, view)).status).toBe(401);

  await expire(UUID);
  const expired = await read();
  expect(expired).toMatchObject({ state: 'Complete', submissions: [{ email: 'ERASED', results: [] }] });
  expect((await call(anybody, result)).status).toBe(404);
  expect((await call(anybody, only?.input_file ?? '')).text).toBe('text\n');
  expect((await call(admin, `${view}/outputs/qc-report.json`)).status).toBeLessThan(400);
  expect(mailsTo(dataFolder(), email)).toHaveLength(1);
}, 120_000);

/** Lets the time of a batch be over, and the sweeper look. */
async function expire(batch: string): Promise<void> {
  const operator = operatorOf(dataFolder());
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
  await table.send(
    new UpdateCommand({
      TableName: operator.nameOf('AWS::DynamoDB::GlobalTable', 'Table'),
      Key: keys.batch(batch),
      UpdateExpression: 'SET dueAt = :past',
      ExpressionAttributeValues: { ':past': '2020-01-01T00:00:00Z' },
    }),
  );
  await operator.invoke('Sweeper');
}
