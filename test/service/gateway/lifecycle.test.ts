import { setTimeout as pause } from 'node:timers/promises';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, expectOk, until } from '../client.ts';
import { type Operator, operatorOf } from '../operator.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';
import type { Target } from '../submitting.ts';
import { ask, draft, finished, PATH, post, start, submitted, view } from './asking.ts';

let group: string;
let person: Person;
let operator: Operator;
beforeAll(async () => {
  group = await newGroup(siteAdmin());
  person = await newPerson(siteAdmin(), group);
  operator = operatorOf(dataFolder());
});

const executionsOf = async (id: string) => (await operator.executions()).filter((name) => name.startsWith(`${id}-`));

/** What there is of a submission in a bucket, whatever hides it. */
async function objectsOf(bucket: 'UploadBucket' | 'ReleaseBucket', prefix: string): Promise<string[]> {
  const client = new S3Client({ ...operator.client('S3'), forcePathStyle: true });
  const Bucket = operator.nameOf('AWS::S3::Bucket', bucket);
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: prefix }));
  return Versions.map(({ Key = '' }) => Key);
}

describe('the start of a submission', () => {
  it('asked for fifty times at once starts one execution, of one submission', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group);
    const { id } = await draft(person, assignmentKey);
    await post(person, id, 'id,area\n1,2\n');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call(person, `/api/v1/submissions/${id}/start`, { method: 'POST' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await finished(person, id)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(await executionsOf(id)).toEqual([`${id}-1`]);
  });

  it('decides which file counts where others are handed in at the same time', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group, { mediaRetentionDays: 'forever' });
    const { id } = await draft(person, assignmentKey);
    await post(person, id, 'id,area\n0,0\n');
    const late = (n: number) => {
      const raw = new FormData();
      raw.set('file', new Blob([`id,area\n${n},${n}\n`]), `late-${n}.csv`);
      return call(person, `/api/v1/submissions/${id}/inputs?dataStorePath=${encodeURIComponent(PATH)}`, { raw });
    };
    const posts = Array.from({ length: 8 }, (_, n) => late(n + 1));
    const [started] = await Promise.all([
      call(person, `/api/v1/submissions/${id}/start`, { method: 'POST' }),
      ...posts,
    ]);
    const answered = await Promise.all(posts);
    expect([200, 503]).toContain(started.status);
    for (const { status } of answered) expect([200, 409]).toContain(status);
    if (started.status === 503) await start(person, id);
    const { inputs, state } = await finished(person, id);
    expect(state).toBe('succeeded');
    const [{ storedFilename } = { storedFilename: '' }] = inputs;
    const number = Number(/late-(\d)/.exec(storedFilename ?? '')?.[1] ?? 0);
    const { headers } = await call(person, `/api/v1/submissions/${id}/inputs/${storedFilename}`);
    const text = await (await fetch(headers.get('location') ?? '')).text();
    expect(text).toBe(`id,area\n${number},${number}\n`);
    // whoever was told that their file is taken after the start was told a lie
    expect(number === 0 || answered[number - 1]?.status === 200).toBe(true);
  });
});

describe('a large input', () => {
  it('goes to S3 in parts, and is released as it was sent', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group, { inputs: [{ dataStorePath: PATH, name: 'Parcels' }] });
    const { id } = await draft(person, assignmentKey);
    const bytes = Buffer.alloc(11 * 1024 ** 2, 'parcel\n');
    const { files } = await expectOk<{ files: Target[] }>(person, `/api/v1/submissions/${id}/uploads`, {
      body: { files: [{ name: PATH, fileName: 'parcels.txt', size: bytes.length }] },
    });
    const [target] = files;
    const partSize = target?.partSize ?? 0;
    for (const { partNumber, url } of target?.parts ?? []) {
      const body = new Uint8Array(bytes.subarray((partNumber - 1) * partSize, partNumber * partSize));
      expect((await fetch(url, { method: 'PUT', body })).status).toBe(200);
    }
    const early = await call<{ errors: { value: string }[] }>(person, `/api/v1/submissions/${id}/start`, {
      method: 'POST',
    });
    expect([early.status, early.json.errors[0]?.value]).toEqual([409, PATH]);
    await expectOk(person, `/api/v1/uploads/${target?.upload}/complete`, { method: 'POST' });
    await start(person, id);
    expect(await finished(person, id)).toMatchObject({
      state: 'succeeded',
      totalBytes: bytes.length,
      inputs: [{ storedFilename: '1-parcels.txt', state: 'released' }],
    });
    expect(await objectsOf('ReleaseBucket', `private/${id}/`)).toEqual([`private/${id}/1-parcels.txt`]);
  });
});

describe('what a specification says of time', () => {
  it('ends a submission that is not started, and removes the files of one that has ended', async () => {
    const instant = 0.5 / 86_400;
    const { assignmentKey } = await ask(siteAdmin(), group, { timeoutDays: instant, mediaRetentionDays: 'never' });
    const abandoned = await draft(person, assignmentKey);
    await pause(1_500);
    const quick = await ask(siteAdmin(), group, { mediaRetentionDays: 'never' });
    const { id } = await submitted(person, quick.assignmentKey);
    expect(await objectsOf('ReleaseBucket', `private/${id}/`)).toHaveLength(1);
    await operator.invoke('Sweeper');
    expect(await view(person, abandoned.id)).toMatchObject({
      status: 'FINISHED',
      state: 'failed',
      errorMessage: expect.stringContaining('Timed out'),
    });
    const removed = () => view(person, id);
    const after = await until('the removal', removed, ({ mediaRemovedAt }) => mediaRemovedAt !== null);
    expect(after).toMatchObject({ status: 'FINISHED', state: 'succeeded', inputs: [{ state: 'removed' }] });
    expect(await objectsOf('ReleaseBucket', `private/${id}/`)).toEqual([]);
    expect(await objectsOf('UploadBucket', `${id}/`)).toEqual([]);
    expect(await objectsOf('ReleaseBucket', `records/${id}/`)).not.toEqual([]);
    expect((await call(person, `/api/v1/submissions/${id}/inputs/1-parcels.csv`)).status).toBe(410);
    expect((await call(person, `/api/v1/submissions/${id}/outputs/receipt.json`)).status).toBe(200);
  });
});
