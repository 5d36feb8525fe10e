import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOk } from './client.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { type RunningService, startService } from './running.ts';
import type { Sending } from './stalled-sender.ts';
import { statesEntered } from './states-entered.ts';
import { announce, ended, manifestOf, type SampleFile, stepEnded, submit, type Target } from './submitting.ts';

const MIB = 1024 ** 2;
const PART = 5 * MIB;

interface Upload {
  state: string;
  size: number;
  partSize: number;
  partCount: number;
  parts: { partNumber: number; size: number }[];
}

let service: RunningService;
let person: Person;
beforeAll(async () => {
  // a slice that is over at once: each invocation hashes the one chunk of 8 MiB that it must
  const context = { multipart: { thresholdBytes: 6 * MIB, partBytes: PART }, ingest: { sliceSeconds: 0.001 } };
  service = await startService({ context });
  const admin = { url: service.url, token: service.token };
  person = await newPerson(admin, await newGroup(admin));
});
afterAll(async () => {
  await service.stop();
  service.remove();
});

/** A CSV file of this many bytes, whose megabytes differ. */
function csvOf(name: string, size: number): SampleFile {
  const rows = Array.from({ length: 20_000 }, (_, n) => `gene${n},${randomBytes(16).toString('hex')}`).join('\n');
  const block = Buffer.from(`${rows}\n`);
  const bytes = Buffer.alloc(size, 'gene,value\n');
  for (let start = 11; start < size; start += block.length) block.copy(bytes, start, start % 7);
  return { name, type: 'csv', bytes };
}

const rangeOf = (file: SampleFile, partNumber: number): Buffer =>
  file.bytes.subarray((partNumber - 1) * PART, partNumber * PART);

async function sendPart(url: string, bytes: Buffer): Promise<void> {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

async function announced(file: SampleFile): Promise<{ id: string; target: Required<Target> }> {
  const id = await submit(person, manifestOf([file]));
  await stepEnded(person, id, 'manifest_validated', 120);
  const [target] = (await announce(person, id, [file])) as [Required<Target>];
  return { id, target };
}

const getUpload = (target: Target) => expectOk<Upload>(person, `/api/v1/uploads/${target.upload}`);
const complete = (target: Target) =>
  expectOk<Upload>(person, `/api/v1/uploads/${target.upload}/complete`, { method: 'POST' });

describe('a file of 40 MiB in parts of 5', () => {
  const file = csvOf('large.csv', 40 * MIB + 12_345);
  let id: string;
  let target: Required<Target>;
  beforeAll(async () => {
    ({ id, target } = await announced(file));
  });

  it('is announced with the URLs of its parts', () => {
    expect(target).toMatchObject({ partSize: PART, partCount: 9 });
    expect(target.parts.map(({ partNumber }) => partNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the parts that were whole when its client was killed, and only those', async () => {
    const path = join(service.directory, 'large.csv');
    writeFileSync(path, file.bytes);
    const client = fork(new URL('./stalled-sender.ts', import.meta.url).pathname, { execArgv: [] });
    const exited = once(client, 'exit');
    client.send({ path, partSize: PART, urls: target.parts.map(({ url }) => url), whole: 3 } satisfies Sending);
    expect(await once(client, 'message')).toEqual(['half sent', undefined]);
    client.kill('SIGKILL');
    await exited;
    expect(await getUpload(target)).toMatchObject({
      state: 'announced',
      size: file.bytes.length,
      partSize: PART,
      partCount: 9,
      parts: [1, 2, 3].map((partNumber) => ({ partNumber, size: PART })),
    });
  });

  it('is not complete before every part is there', async () => {
    await expect(complete(target)).rejects.toThrow(/409.*of 9 parts, send 4-9 again/);
  });

  it('goes on with what is missing, and arrives', async () => {
    const { partCount, parts: there } = await getUpload(target);
    const present = new Set(there.map(({ partNumber }) => partNumber));
    const partNumbers = Array.from({ length: partCount }, (_, index) => index + 1).filter((n) => !present.has(n));
    const { parts } = await expectOk<Required<Target>>(person, `/api/v1/uploads/${target.upload}/parts`, {
      body: { partNumbers },
    });
    await Promise.all(parts.map(({ partNumber, url }) => sendPart(url, rangeOf(file, partNumber))));
    expect(await complete(target)).toMatchObject({ state: 'arrived', size: file.bytes.length });
    expect(await complete(target)).toMatchObject({ state: 'arrived' });
  });

  it('is hashed over several invocations, each going on where the one before it stopped', async () => {
    const submission = await ended(person, id, 120);
    expect(submission.success, JSON.stringify(submission.steps)).toBe(true);
    const chunks = Math.ceil(file.bytes.length / (8 * MIB));
    const entered = await statesEntered(service.directory, id);
    const times = (state: string) => entered.filter((name) => name === state).length;
    // the first chunk is hashed before there is a shard; the last invocation of the state closes the step
    expect([times('QcShard'), times('QcComplete')]).toEqual([chunks - 1, 2]);
  });

  it('is released as it was sent', async () => {
    const response = await fetch(`${person.url}/open/${id}/${file.name}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(file.bytes)).toBe(true);
  });
});

it('a part that is not what the manifest says is found by the hash of the whole', async () => {
  const file = csvOf('wrong.csv', 11 * MIB);
  const { id, target } = await announced(file);
  const damaged = Buffer.from(file.bytes);
  damaged[8 * MIB] = (damaged[8 * MIB] ?? 0) ^ 1;
  for (const { partNumber, url } of target.parts) await sendPart(url, rangeOf({ ...file, bytes: damaged }, partNumber));
  await complete(target);
  const { steps } = await ended(person, id, 120);
  const found = createHash('md5').update(damaged).digest('hex');
  expect(steps.at(-1)).toMatchObject({ name: 'qc_complete', success: false, msg: expect.stringContaining(found) });
});
