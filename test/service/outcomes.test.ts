import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { ListMultipartUploadsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../domain/submission/submission.ts';
import { call, expectOk, until } from './client.ts';
import { operatorOf } from './operator.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { type RunHere, runHere } from './run-here.ts';
import {
  announce,
  csvFile,
  ended,
  manifestOf,
  type NemoSubmission,
  read,
  type SampleFile,
  stepEnded,
  submit,
  upload,
} from './submitting.ts';

/** Seconds; a busy machine needs some of them to upload one file. */
const TIMERS = { uploadReminderSeconds: 5, uploadDeadlineSeconds: 30 };
const PATIENCE_SECONDS = 120;
const MIB = 1024 ** 2;

let service: RunHere;
let person: Person;
let mirrorPort: number;

beforeAll(async () => {
  mirrorPort = await freePort();
  const endpoint = `http://127.0.0.1:${mirrorPort}`;
  const mirror = { endpoint, region: 'us-east-1', bucket: 'waybill-mirror', secretName: 'waybill/mirror' };
  const multipart = { thresholdBytes: 6 * MIB, partBytes: 5 * MIB };
  service = await runHere({ context: { timers: TIMERS, multipart, mirror }, stepRetryScale: 0.02 });
  person = await newPerson(service, await newGroup(service));
}, 300_000);
afterAll(() => service.close(), 60_000);

/** A port of this machine where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Lets connections to one port go on to another, as a mirror that is up again. */
async function forward(port: number, to: number): Promise<Server> {
  const server = createServer((from: Socket) => {
    const on = connect(to, '127.0.0.1');
    from.pipe(on).pipe(from);
    for (const socket of [from, on]) socket.on('error', () => [from, on].map((each) => each.destroy()));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const redrive = (id: string) => expectOk(service, `/api/v1/submissions/${id}/redrive`, { method: 'POST' });
const outcomes = ({ steps }: NemoSubmission) => steps.map(({ name, success }) => [name, success]);
const all = STEPS.map((step) => [step, true]);
const end = (id: string) => ended(person, id, PATIENCE_SECONDS);

async function accepted(files: readonly SampleFile[], access = 'open'): Promise<string> {
  const id = await submit(person, manifestOf(files, access));
  expect((await stepEnded(person, id, 'manifest_validated', PATIENCE_SECONDS)).steps[0]?.success).toBe(true);
  return id;
}

/** The mails about a submission whose subject has these words. */
function mails(id: string, words: string): string[] {
  const folder = join(service.directory, 'mail');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.filter((text) => text.includes(`Subject: Waybill: submission ${id} ${words}`));
}

const mailed = (id: string, words: string) =>
  until(
    `the mail '${words}'`,
    async () => mails(id, words),
    ({ length }) => length > 0,
    PATIENCE_SECONDS,
  );

describe('a submission whose files do not come', () => {
  it('is reminded of once, fails at the deadline by the name of what is missing, and waits anew when redriven', async () => {
    const { invoke } = operatorOf(service.directory);
    const files = [csvFile('here.csv'), csvFile('missing.csv')];
    const id = await accepted(files, 'controlled');
    await upload(person, id, files.slice(0, 1));
    // the sweeper is asked again and again: it reminds when it is time, and not twice
    const sweep = async () => {
      await invoke('Sweeper');
      return mails(id, 'waits for files');
    };
    const [reminder = ''] = await until('the reminder', sweep, ({ length }) => length > 0, PATIENCE_SECONDS);
    expect(reminder).toContain('missing.csv');
    expect(reminder).not.toContain('here.csv');
    expect((await read(person, id)).complete).toBe(false);

    const late = await end(id);
    expect(outcomes(late)).toEqual([
      ['manifest_validated', true],
      ['upload_complete', false],
    ]);
    expect(late.steps[1]?.msg).toContain('Missing: missing.csv.');
    await invoke('Sweeper');
    expect((await mailed(id, 'failed'))[0]).toContain('missing.csv');
    expect(mails(id, 'waits for files')).toHaveLength(1);

    await redrive(id);
    expect(outcomes(await read(person, id))).toEqual([['manifest_validated', true]]);
    await upload(person, id, files.slice(1));
    const released = await end(id);
    expect(outcomes(released)).toEqual(all);
    expect(released.steps[0]).toEqual(late.steps[0]);
  });
});

interface StoredVersion {
  key: string | undefined;
  version: string | undefined;
}

/** What one of the two buckets holds: every version, markers included, and uploads in parts that are open. */
async function contentsOf(bucket: 'UploadBucket' | 'ReleaseBucket') {
  const operator = operatorOf(service.directory);
  const s3 = new S3Client({ ...operator.client('S3'), forcePathStyle: true });
  const Bucket = operator.nameOf('AWS::S3::Bucket', bucket);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  const versions = [...Versions, ...DeleteMarkers].map(({ Key, VersionId, IsLatest }) => ({
    key: Key,
    version: VersionId,
    isLatest: IsLatest,
  }));
  return { versions, uploads: Uploads.map(({ Key }) => Key) };
}

const released = async (id: string): Promise<StoredVersion[]> =>
  (await contentsOf('ReleaseBucket')).versions.filter(({ key = '' }) => key.includes(`/${id}/`));

describe('a mirror that does not answer', () => {
  it('fails its step with a clear message; when it is back, a redrive finishes and repeats nothing', async () => {
    const file = csvFile('open.csv');
    const id = await accepted([file]);
    await upload(person, id, [file]);
    const down = await end(id);
    expect(outcomes(down)).toEqual([...all.slice(0, 4), ['gcp_release', false]]);
    expect(down.steps[4]?.msg).toBe(
      'The service could not copy the files to the mirror: the mirror did not answer. Nothing is lost; an administrator can redrive the submission.',
    );
    const before = await released(id);
    expect(before.map(({ key }) => key)).toEqual([`open/${id}/open.csv`, `records/${id}/qc-report.json`]);

    const { endpoints } = service.local;
    const mirror = await forward(mirrorPort, Number(new URL(endpoints['AWS_ENDPOINT_URL_S3'] ?? '').port));
    await redrive(id);
    const finished = await until(
      'the second end',
      () => read(person, id),
      ({ complete }) => complete,
      PATIENCE_SECONDS,
    );
    mirror.close();
    expect(outcomes(finished)).toEqual(all);
    expect(finished.steps[4]?.msg).toContain('copied to the mirror bucket waybill-mirror');
    expect(finished.steps.slice(0, 4)).toEqual(down.steps.slice(0, 4));
    expect(await released(id)).toEqual(expect.arrayContaining(before));
    expect((await released(id)).filter(({ key }) => before.some((old) => old.key === key))).toEqual(before);
  });
});

/** Uploads a large file part by part and puts it together. */
async function uploadInParts(id: string, file: SampleFile, bytes: Buffer): Promise<void> {
  const [target] = await announce(person, id, [file]);
  const { upload: name, partSize = 0, parts = [] } = target ?? { upload: '' };
  for (const { partNumber, url } of parts) {
    const body = new Uint8Array(bytes.subarray((partNumber - 1) * partSize, partNumber * partSize));
    const answer = await fetch(url, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`Part ${partNumber}: ${answer.status} ${await answer.text()}`);
  }
  await expectOk(person, `/api/v1/uploads/${name}/complete`, { method: 'POST' });
}

describe('a wrong byte in a file that came in parts', () => {
  it('fails QC by the name of the file, says what to do, and a redrive finds it again', async () => {
    const file = csvFile('big.csv', 600_000);
    expect(file.bytes.length).toBeGreaterThan(6 * MIB);
    const wrong = Buffer.from(file.bytes);
    wrong.writeUInt8(wrong.readUInt8(wrong.length - 2) ^ 1, wrong.length - 2);
    const id = await accepted([file], 'controlled');
    await uploadInParts(id, file, wrong);
    const failed = await end(id);
    expect(outcomes(failed).at(-1)).toEqual(['qc_complete', false]);
    expect(failed.steps[2]?.msg).toMatch(
      /^1 of 1 file failed quality control\. big\.csv: the MD5 of the stored file is /,
    );
    expect(failed.steps[2]?.msg).toContain('submit anew');
    const again = await call(person, `/api/v1/submissions/${id}/uploads`, {
      body: { files: [{ name: 'big.csv', size: 1 }] },
    });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('takes no more files')]);

    await redrive(id);
    const second = await until(
      'the second end',
      () => read(person, id),
      ({ complete, steps }) => complete && steps.length === 3,
      PATIENCE_SECONDS,
    );
    expect(outcomes(second)).toEqual(outcomes(failed));
    expect(second.steps.slice(0, 2)).toEqual(failed.steps.slice(0, 2));

    const anew = await accepted([file], 'controlled');
    await uploadInParts(anew, file, file.bytes);
    expect(outcomes(await end(anew))).toEqual(all);
  });
});

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('what was uploaded for nothing', () => {
  it('goes by itself: open uploads when no submission can wait for them any more, objects after their retention', async () => {
    const [kept, parts] = [csvFile('kept.csv'), csvFile('parts.csv', 600_000)];
    const id = await accepted([kept, parts], 'controlled');
    const [before] = await announce(person, id, [kept]);
    // announced anew with another size: what comes to the first URL belongs to nothing
    await announce(person, id, [{ ...kept, bytes: Buffer.from('1') }, parts]);
    expect(
      (
        await fetch(before?.url ?? '', {
          method: 'PUT',
          headers: before?.headers ?? {},
          body: new Uint8Array(kept.bytes),
        })
      ).status,
    ).toBe(200);
    await expectOk(person, `/api/v1/submissions/${id}/cancel`, { method: 'POST' });
    const left = async () => {
      const { versions, uploads } = await contentsOf('UploadBucket');
      const mine = (key = '') => key.startsWith(`${id}/`);
      return [versions.filter(({ key }) => mine(key)).length, uploads.filter(mine).length];
    };
    const { s3 } = service.local.services;
    // what a later report took the place of goes: that is all
    const current = async () => (await contentsOf('ReleaseBucket')).versions.filter(({ isLatest }) => isLatest);
    const releases = await current();
    s3.expire(inDays(7));
    expect(await left()).toEqual([1, 1]);
    // a deadline of less than a day, and a week for the steps after it
    s3.expire(inDays(10));
    expect(await left()).toEqual([1, 0]);
    for (let run = 0; run < 3; run++) s3.expire(inDays(75));
    expect(await left()).toEqual([0, 0]);
    expect(await current()).toEqual(releases);
  });
});
