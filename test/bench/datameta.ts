import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { putMany } from '../../adapters/dynamodb/batch-write.ts';
import type { Table } from '../../adapters/dynamodb/client.ts';
import { pendingPlace } from '../../adapters/dynamodb/datameta/pending-list.ts';
import { keys, listKeys } from '../../adapters/dynamodb/keys.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { stageMaterial } from '../adapters/dynamodb/datameta/submission-material.ts';
import { NO_RULE } from '../functions/datameta/metadatum.ts';
import { call, expectOk } from '../service/client.ts';
import { announceFile, type SubmissionResponse, stageFile, stageSet, submitAll } from '../service/datameta/staging.ts';
import { operatorOf } from '../service/operator.ts';
import type { Person } from '../service/people.ts';
import type { RunningService } from '../service/running.ts';
import { md5 } from '../service/submitting.ts';
import { type Figure, rate, seconds, timed } from './figure.ts';
import { load, loadOf } from './load.ts';
import { untilStep, withService } from './service.ts';

/** A value that must be unique in the site, and a file. */
async function defineFields({ url, token }: RunningService): Promise<void> {
  for (const field of [
    { name: 'ID', isSiteUnique: true, order: 1 },
    { name: 'File', isFile: true, order: 2 },
  ]) {
    await expectOk({ url, token }, '/api/v1/metadata', { body: { ...NO_RULE, ...field } });
  }
}

const SUBMISSIONS = 16;
const EACH = 10;

async function staged(person: Person): Promise<{ sets: string[]; files: string[] }> {
  const names = Array.from({ length: EACH }, () => `${crypto.randomUUID()}.txt`);
  const files = await Promise.all(names.map((name) => stageFile(person, name, Buffer.from(name))));
  const sets = await Promise.all(names.map((name) => stageSet(person, { ID: name, File: name })));
  return { sets: sets.map(({ id }) => id.uuid), files: files.map(({ id }) => id.uuid) };
}

async function made(person: Person, sets: readonly string[], files: readonly string[]): Promise<SubmissionResponse> {
  const { status, json, text } = await submitAll(person, sets, files);
  if (status !== 200) throw new Error(`The submission was answered with ${status}: ${text}`);
  return json;
}

async function requests(person: Person): Promise<Figure[]> {
  const announcing = await load('announce a file', () => announceFile(person, 'a.txt', md5(Buffer.from('a'))));
  const staging = await load('stage a metadataset', () => stageSet(person, { ID: crypto.randomUUID() }));
  const material: Awaited<ReturnType<typeof staged>>[] = [];
  for (let count = 0; count < SUBMISSIONS; count++) material.push(await staged(person));
  const submitting = await loadOf(`submit ${EACH} metadatasets and ${EACH} files`, material, ({ sets, files }) =>
    made(person, sets, files),
  );
  const query = await load('query: page of 50 of the metadatasets', () =>
    expectOk(person, '/api/v1/metadatasets?limit=50'),
  );
  return [announcing, staging, submitting, query];
}

/** Straight into the table: to stage so many through the API is another measurement. */
async function stageMany(person: Person, { directory }: RunningService, amount: number) {
  const operator = operatorOf(directory);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator.client('DYNAMODB')));
  const table: Table = { client, name: operator.nameOf('AWS::DynamoDB::GlobalTable', '') };
  const owner = await createUserStore(table).findByLogin(person.username);
  if (owner === undefined) throw new Error(`There is no user ${person.username}.`);
  const { metadatasets, files } = await stageMaterial(table, owner, amount);
  await putMany(
    table,
    metadatasets.map((set) => ({
      ...keys.metadataset(set.uuid),
      ...set,
      record: { ID: set.uuid, File: `${set.uuid}.txt` },
      ...pendingPlace(listKeys.pendingMetadatasets(owner.userId), new Date().toISOString()),
    })),
  );
  client.destroy();
  return { metadatasetIds: metadatasets.map(({ uuid }) => uuid), fileIds: files.map(({ uuid }) => uuid) };
}

async function large(person: Person, service: RunningService, amount: number): Promise<Figure[]> {
  const body = await stageMany(person, service, amount);
  let asked = 0;
  const { time, result } = await timed(async () => {
    for (;;) {
      asked += 1;
      const answer = await call<SubmissionResponse>(person, '/api/v1/submissions', { body });
      if (answer.status === 200) return answer.json;
      if (answer.status !== 503) throw new Error(`The submission was answered with ${answer.status}: ${answer.text}`);
    }
  });
  const step = await untilStep(person, result.id.uuid, 'manifest_validated');
  const many = `${amount.toLocaleString('en-US')} metadatasets and files`;
  return [
    { what: `submit ${many}`, figure: `${seconds(time)}, ${rate(2 * amount, time)}, requests: ${asked}` },
    { what: `step 1 of ${many}, after the answer`, figure: seconds(step) },
  ];
}

/** Announcing, staging, submitting and asking under load; and a submission that still fits one request. */
export const measure = (): Promise<Figure[]> =>
  withService(async (person, service) => {
    await defineFields(service);
    return [...(await requests(person)), ...(await large(person, service, 2_000))];
  });

/** As many as a submission may have. */
export const measureLarge = (): Promise<Figure[]> =>
  withService(async (person, service) => {
    await defineFields(service);
    return large(person, service, 25_000);
  });
