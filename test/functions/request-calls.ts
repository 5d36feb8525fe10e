import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys, listKeys } from '../../adapters/dynamodb/keys.ts';
import { sha256Hex } from '../../adapters/dynamodb/sha256.ts';
import { routes as nemoRoutes } from '../../functions/nemo/routes.ts';
import { routes as submissionRoutes } from '../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../functions/uploads/routes.ts';
import { csvFile, form, manifestOf, type SampleFile, type Target } from '../service/submitting.ts';
import type { Calls } from './call-counter.ts';
import { ask, type Door, type InProcess } from './in-process.ts';

/** Requests, as docs/data-model.md names them, with what each asked of AWS. */
export type Measured = Map<string, Calls>;

interface Doors {
  nemo: Door;
  submissions: Door;
  uploads: Door;
}

type Count = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Makes every request of the table of access patterns once, alone. */
export async function measureRequests(functions: InProcess): Promise<Measured> {
  const measured: Measured = new Map();
  const count: Count = async (name, work) => {
    const { result, ...calls } = await functions.counter.count(work);
    measured.set(name, calls);
    return result;
  };
  const doors: Doors = {
    nemo: { handler: await functions.load('nemo/index.ts'), routes: nemoRoutes },
    submissions: { handler: await functions.load('submissions/index.ts'), routes: submissionRoutes },
    uploads: { handler: await functions.load('uploads/index.ts'), routes: uploadRoutes },
  };
  const token = await functions.tokenFor('ada');
  const files = Array.from({ length: 100 }, (_, index) => csvFile(`file-${index}.csv`));
  const large = { name: 'large.csv', type: 'csv', bytes: csvFile('', 500_000).bytes };
  // the first request of a process resolves endpoints and credentials; it is not what is measured
  await ask(doors.nemo, 'GET /api/submission', { token });
  const { id } = await count('create from a manifest', () =>
    ask<{ id: string }>(doors.nemo, 'POST /api/submission', { token, form: form(manifestOf([...files, large])) }),
  );
  await measureReads(functions, doors, count, { token, id });
  await functions.run('ingest/manifest-validated.ts', { submissionId: id, attempt: 1 });
  await measureUploads(functions, doors, count, { token, id, files, large });
  return measured;
}

async function measureReads(
  functions: InProcess,
  { nemo, submissions }: Doors,
  count: Count,
  { token, id }: { token: string; id: string },
): Promise<void> {
  const lead = await functions.tokenFor('lead', { groupAdmin: true });
  const reader = await functions.tokenFor('reader', { siteRead: true });
  const { siteId, uuid } = await namesOf(functions, id);
  await count('authentication', () => ask(nemo, 'GET /api/submission/-', { token, status: 404 }));
  await count('status of a submission', () => ask(nemo, `GET /api/submission/${id}`, { token }));
  const use = keys.tokenUse(token.slice(0, 10), sha256Hex(token));
  const { table } = functions.local;
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: { ...use } }));
  await count('the same, first of an hour with this token', () => ask(nemo, `GET /api/submission/${id}`, { token }));
  await count('status by UUID', () => ask(nemo, `GET /api/submission/${uuid}`, { token }));
  await count('status by site id', () => ask(nemo, `GET /api/submission/${siteId}`, { token }));
  await count("page of one's own history", () => ask(nemo, 'GET /api/submission', { token }));
  for (const [who, whose] of [
    [lead, "a group's history"],
    [reader, "the site's history"],
  ] as const) {
    const all = { all: 'y' };
    await count(`page 1 of ${whose}`, () => ask(nemo, 'GET /api/submission', { token: who, query: all }));
    await count(`page *n* of ${whose}`, () =>
      ask(nemo, 'GET /api/submission', { token: who, query: { ...all, page: '2' } }),
    );
  }
  await count("search of one's own submissions", () => ask(nemo, 'POST /api/submission/search', { token, json: {} }));
  await count("search of a group's or the site's submissions", () =>
    ask(nemo, 'POST /api/submission/search', { token: reader, json: { submitter: 'ada' } }),
  );
  const list = (as: string, query: Record<string, string> = {}) =>
    ask(submissions, 'GET /api/v1/submissions', { token: as, query });
  await list(token);
  await count("list of one's own submissions", () => list(token));
  await count("list of a group's or the site's", () => list(reader, { scope: 'all' }));
  await count('the same, narrowed', () => list(reader, { scope: 'all', door: 'nemo' }));
}

/** Also makes the lists of the group and the site look long, so that they have a second page. */
async function namesOf(
  { local: { table }, groupId }: InProcess,
  id: string,
): Promise<{ siteId: string; uuid: string }> {
  const { Attributes } = await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.submission(id),
      UpdateExpression: 'SET groupNo = :no, allNo = :no',
      ExpressionAttributeValues: { ':no': 250 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  for (const list of [listKeys.group(groupId), listKeys.all()]) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.counter(list),
        UpdateExpression: 'SET n = :no',
        ExpressionAttributeValues: { ':no': 250 },
      }),
    );
  }
  return Attributes as { siteId: string; uuid: string };
}

interface Uploading {
  token: string;
  id: string;
  files: readonly SampleFile[];
  large: SampleFile;
}

async function measureUploads(
  functions: InProcess,
  { uploads }: Doors,
  count: Count,
  { token, id, files, large }: Uploading,
): Promise<void> {
  const announce = (some: readonly SampleFile[]) =>
    ask<{ files: Target[] }>(uploads, `POST /api/v1/submissions/${id}/uploads`, {
      token,
      json: { files: some.map(({ name, bytes }) => ({ name, size: bytes.length })) },
    });
  const [target] = (await count('announce 100 files', () => announce(files))).files as [Target];
  const [inParts] = (await count('announce a file in parts', () => announce([large]))).files as [Target];
  const { parts } = await count('a part URL', () =>
    ask<{ parts: { url: string }[] }>(uploads, `POST /api/v1/uploads/${inParts.upload}/parts`, {
      token,
      json: { partNumbers: inParts.parts?.map(({ partNumber }) => partNumber) },
    }),
  );
  for (const [index, { url }] of parts.entries()) {
    const bytes = large.bytes.subarray(index * (inParts.partSize ?? 0), (index + 1) * (inParts.partSize ?? 0));
    await sent(url, bytes);
  }
  await count('resume an upload', () => ask(uploads, `GET /api/v1/uploads/${inParts.upload}`, { token }));
  await count('complete an upload', () => ask(uploads, `POST /api/v1/uploads/${inParts.upload}/complete`, { token }));
  const [first] = files as [SampleFile];
  const versionId = await sent(target.url, first.bytes, target.headers);
  const key = decodeURIComponent(new URL(target.url).pathname.split('/').slice(2).join('/'));
  const detail = { bucket: { name: '' }, object: { key, size: first.bytes.length, 'version-id': versionId } };
  await count('a file arrives (event)', () => functions.run('events/object-created.ts', { detail }));
}

async function sent(url: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<string | null> {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers });
  if (!answer.ok) throw new Error(`PUT ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.headers.get('x-amz-version-id');
}
