import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstPending, recordArrival } from '../../../adapters/dynamodb/file-arrival.ts';
import { getFile } from '../../../adapters/dynamodb/file-store.ts';
import type { FileRecord } from '../../../domain/file/file.ts';
import { routes } from '../../../functions/uploads/routes.ts';
import { csvFile, type Target } from '../../service/submitting.ts';
import { ask, type Door } from '../in-process.ts';
import { type IngestBench, startBench } from '../ingest/bench.ts';

const MIB = 1024 ** 2;
const big = { ...csvFile('big.csv'), bytes: Buffer.alloc(7 * MIB, 'x') };

let bench: IngestBench;
let door: Door;
let s3: S3Client;
beforeAll(async () => {
  bench = await startBench();
  door = { handler: await bench.functions.load('uploads/index.ts'), routes };
  s3 = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
});
afterAll(() => bench.functions.close());

interface View {
  state: string;
  parts?: { partNumber: number }[];
}

const upload = (name: string) => ask<View>(door, `GET /api/v1/uploads/${name}`, { token: bench.token });
const abort = (name: string, status = 204) =>
  ask<undefined>(door, `DELETE /api/v1/uploads/${name}`, { token: bench.token, status });
const complete = (name: string, status = 200) =>
  ask<View & { detail?: string }>(door, `POST /api/v1/uploads/${name}/complete`, { token: bench.token, status });

async function announce(id: string): Promise<Target> {
  const json = { files: [{ name: big.name, size: big.bytes.length }] };
  const request = `POST /api/v1/submissions/${id}/uploads` as const;
  const { files } = await ask<{ files: Target[] }>(door, request, { token: bench.token, json });
  return files[0] as Target;
}

/** @returns the parts with their ETags */
async function send({ parts = [], partSize = 0 }: Target): Promise<{ PartNumber: number; ETag: string }[]> {
  return Promise.all(
    parts.map(async ({ partNumber, url }) => {
      const body = new Uint8Array(big.bytes.subarray((partNumber - 1) * partSize, partNumber * partSize));
      const answer = await fetch(url, { method: 'PUT', body });
      if (!answer.ok) throw new Error(`Part ${partNumber}: ${answer.status}`);
      return { PartNumber: partNumber, ETag: answer.headers.get('etag') ?? '' };
    }),
  );
}

async function waiting(): Promise<string> {
  const id = await bench.submit([big]);
  await bench.step(id, 'manifest_validated');
  return id;
}

const tableOf = () => bench.functions.local.table;

async function record(id: string): Promise<FileRecord> {
  return (await getFile(bench.functions.local.table, id, big.name)) as FileRecord;
}

/** Where S3 has the upload in parts. */
async function inS3(id: string) {
  const { objectKey, uploadId } = await record(id);
  return { Bucket: process.env['UPLOAD_BUCKET'], Key: objectKey, UploadId: uploadId };
}

describe('an upload in parts', () => {
  it('that has expired in S3 is told of as expected again, and begins anew', async () => {
    const id = await waiting();
    const first = await announce(id);
    await s3.send(new AbortMultipartUploadCommand(await inS3(id)));
    expect((await announce(id)).parts?.[0]?.url).toContain((await inS3(id)).UploadId ?? '');
    expect(await upload(first.upload)).toMatchObject({ state: 'expected' });
    const second = await announce(id);
    await send(second);
    expect(await complete(second.upload)).toMatchObject({ state: 'arrived' });
  });

  it('that has expired when it is to be completed can be announced anew', async () => {
    const id = await waiting();
    const first = await announce(id);
    await send(first);
    await s3.send(new AbortMultipartUploadCommand(await inS3(id)));
    expect((await complete(first.upload, 410)).detail).toContain('Announce the file again');
    expect((await record(id)).state).toBe('expected');
  });

  it('that was put together by somebody who could not say so has arrived', async () => {
    const id = await waiting();
    const target = await announce(id);
    const Parts = await send(target);
    expect((await upload(target.upload)).parts).toHaveLength(2);
    const MultipartUpload = { Parts: Parts.toSorted((a, b) => a.PartNumber - b.PartNumber) };
    await s3.send(new CompleteMultipartUploadCommand({ ...(await inS3(id)), MultipartUpload }));
    expect(await upload(target.upload)).toMatchObject({ state: 'arrived' });
    expect(await record(id)).toMatchObject({ state: 'arrived', size: big.bytes.length });
  });

  it('can be given up twice, but not once it is there', async () => {
    const id = await waiting();
    const { upload: name } = await announce(id);
    await abort(name);
    await abort(name);
    const again = await announce(id);
    await send(again);
    await complete(again.upload);
    await abort(again.upload, 409);
    expect((await record(id)).state).toBe('arrived');
  });

  it('goes on after the answer to its completion was lost', async () => {
    const id = await waiting();
    const target = await announce(id);
    await send(target);
    await complete(target.upload);
    expect(await complete(target.upload)).toMatchObject({ state: 'arrived' });
  });
});

describe('an arrival that broke off once the version was pinned', () => {
  /** A file that has arrived, with the marker that it has not. */
  async function pinned() {
    const id = await waiting();
    const target = await announce(id);
    const Parts = await send(target);
    const { UploadId, ...object } = await inS3(id);
    const MultipartUpload = { Parts: Parts.toSorted((a, b) => a.PartNumber - b.PartNumber) };
    await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
    const { VersionId: versionId = '', ContentLength: size = 0 } = await s3.send(new HeadObjectCommand(object));
    const objectKey = object.Key ?? '';
    await recordArrival(tableOf(), {
      submissionId: id,
      fileKey: big.name,
      objectKey,
      versionId,
      size,
      proved: undefined,
    });
    expect(await firstPending(tableOf(), id)).toBe(big.name);
    return { id, upload: target.upload, object: { key: objectKey, size, 'version-id': versionId } };
  }

  /** Once the execution waits. */
  async function sweepFor({ id }: { id: string }): Promise<void> {
    await bench.step(id, 'upload_complete');
    await bench.due(id);
    await bench.sweep();
  }

  it.each<[string, (broken: Awaited<ReturnType<typeof pinned>>) => Promise<unknown>]>([
    [
      'the event, when it comes again',
      ({ object }) => bench.functions.run('events/object-created.ts', { detail: { object } }),
    ],
    ['a confirmation', ({ id }) => bench.confirm(id, [big])],
    ['a second completion', ({ upload: name }) => complete(name)],
    ['the sweeper', sweepFor],
  ])('is finished by %s', async (_way, finish) => {
    const broken = await pinned();
    await finish(broken);
    expect(await firstPending(tableOf(), broken.id)).toBeUndefined();
    expect(await record(broken.id)).toMatchObject({ state: 'arrived', versionId: broken.object['version-id'] });
  });

  it('is not finished by an event about bytes that others have taken the place of', async () => {
    const id = await waiting();
    const { upload: name } = await announce(id);
    const { Key = '' } = await inS3(id);
    await abort(name);
    const object = { key: Key, size: 1, 'version-id': 'v' };
    await bench.functions.run('events/object-created.ts', { detail: { object } });
    expect(await firstPending(tableOf(), id)).toBe(big.name);
    await announce(id);
    await bench.functions.run('events/object-created.ts', { detail: { object } });
    expect(await firstPending(tableOf(), id)).toBe(big.name);
  });
});
