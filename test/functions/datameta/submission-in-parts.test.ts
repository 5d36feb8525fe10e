import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { define, type Id, stage, stageFile } from './data.ts';
import { type Answer, type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let ada: Somebody;
let bob: Somebody;

/** The first write after this is set comes 25 s later than it is: the time of the request is over. */
let isInHaste = false;

beforeAll(async () => {
  site = await startDatametaSite({}, (operation) => {
    if (isInHaste && /Write|Put|Update/.test(operation)) {
      isInHaste = false;
      vi.setSystemTime(Date.now() + 25_000);
    }
    return undefined;
  });
  const lab = await site.group('Lab');
  ada = await site.person(lab, 'ada', { siteAdmin: true });
  bob = await site.person(lab, 'bob');
  await define(site, ada, { name: 'ID', isSiteUnique: true }, { name: 'File', isFile: true });
});
afterAll(() => site.close());
afterEach(() => vi.useRealTimers());

interface Request {
  label?: string;
  metadatasetIds: string[];
  fileIds: string[];
}

interface Submitted {
  id: Id;
  metadatasetIds: Id[];
}

const COUNT = 120;

/** More than one transaction holds. */
async function staged(): Promise<Request> {
  const sets: Id[] = [];
  const files: Id[] = [];
  await Promise.all(
    Array.from({ length: COUNT }, async (_, index) => {
      const name = `${crypto.randomUUID()}.txt`;
      if (index % 4 === 0) files.push(await stageFile(site, ada, name));
      sets.push(await stage(site, ada, { ID: name, ...(index % 4 === 0 && { File: name }) }));
    }),
  );
  return { label: 'large', metadatasetIds: sets.map(({ uuid }) => uuid), fileIds: files.map(({ uuid }) => uuid) };
}

/** The time of a request is over before much has happened. */
async function inHaste(request: Request, who = ada): Promise<Answer<Submitted>> {
  vi.useFakeTimers({ toFake: ['Date'] });
  isInHaste = true;
  try {
    return await site.ask<Submitted>('POST /api/v1/submissions', { token: who.token, json: request });
  } finally {
    isInHaste = false;
    vi.useRealTimers();
  }
}

const pending = async () =>
  (await site.ask<unknown[]>('GET /api/v1/pending/metadatasets', { token: ada.token })).body.length;

it('is told to send the same request again until all is done, and shows nothing before', async () => {
  const request = await staged();
  const before = await pending();
  const refusals: Answer[] = [];
  let answer = await inHaste(request);
  while (answer.status === 503 && refusals.length < 20) {
    refusals.push(answer);
    expect(await pending()).toBe(before);
    answer = await inHaste(request);
  }
  expect(refusals.length).toBeGreaterThan(0);
  for (const { headers, body } of refusals) {
    expect(headers['retry-after']).toBe('1');
    expect(body).toEqual([
      { exception: 'HTTPServiceUnavailable', message: expect.stringContaining('Send the same request again') },
    ]);
  }
  expect(answer.status).toBe(200);
  expect(answer.body.metadatasetIds.map(({ uuid }) => uuid)).toEqual(request.metadatasetIds);
  // whose answer was lost on the way asks once more; anything else is refused as ever
  expect((await inHaste(request)).body).toEqual(answer.body);
  const other = await inHaste({ ...request, label: 'another' });
  expect([other.status, other.body]).toEqual([
    400,
    expect.arrayContaining([expect.objectContaining({ message: 'Already submitted' })]),
  ]);
  expect((await inHaste(request, bob)).status).toBe(400);
});

it('that others overtake is refused with what they have', async () => {
  const request = await staged();
  expect((await inHaste(request)).status).toBe(503);
  // the draft was left behind: somebody wants a part of it, as a submission of its own
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  const part = { metadatasetIds: request.metadatasetIds, fileIds: request.fileIds };
  const taken = await site.ask('POST /api/v1/submissions', { token: ada.token, json: part });
  expect(taken.status).toBe(200);
  const { status, body } = await inHaste(request);
  expect([status, (body as unknown as unknown[]).length]).toEqual([400, COUNT + COUNT / 4 + COUNT]);
});

it('made in one request, is not made twice', async () => {
  const request = await staged();
  const ask = () => site.ask('POST /api/v1/submissions', { token: ada.token, json: request });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 400]);
});
