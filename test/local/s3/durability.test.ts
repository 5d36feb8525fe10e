import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../local/aws/event.ts';
import { startS3 } from '../../../local/s3/start.ts';
import { openDatabase } from '../../../local/s3/store/database.ts';
import { bodyOf, bytes, clientSettings, storedFiles } from './harness.ts';

let root = '';
const running = new Set<ChildProcess>();
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'waybill-s3-kill-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});

interface Served {
  readonly client: S3Client;
  kill(): Promise<void>;
}

async function serve(folder: string, mode = 'accept'): Promise<Served> {
  const script = fileURLToPath(new URL('serve.ts', import.meta.url));
  const child = spawn(process.execPath, [script, join(root, folder), join(root, `${folder}.events`), mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const client = new S3Client(clientSettings(line.toString().trim()));
  return {
    client,
    kill: async () => {
      client.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
      running.delete(child);
    },
  };
}

const files = (folder: string) => storedFiles({ directory: join(root, folder) });

describe('kill -9', () => {
  it('loses nothing that was acknowledged, and leaves no files of what was not', async () => {
    const Bucket = 'durable';
    const acknowledged = new Map<string, Buffer>();
    let upload: { UploadId: string | undefined; ETag: string | undefined } = { UploadId: '', ETag: '' };
    for (let round = 0; round < 2; round++) {
      const server = await serve('killed');
      const created = await server.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
      const part = { Bucket, Key: 'parts', UploadId: created.UploadId, PartNumber: 1, Body: bytes(80_000) };
      upload = { UploadId: created.UploadId, ETag: (await server.client.send(new UploadPartCommand(part))).ETag };
      const writer = async (lane: number) => {
        for (let i = 0; ; i++) {
          const key = `r${round}/${lane}/${i}`;
          const body = bytes(i % 3 === 0 ? 200_000 : 500, i + 1);
          const put = await server.client.send(new PutObjectCommand({ Bucket, Key: key, Body: body }));
          acknowledged.set(`${key}?${put.VersionId}`, body);
        }
      };
      const writers = [1, 2, 3, 4].map((lane) => writer(lane).catch(() => {}));
      // in the middle of what they do, however fast this machine is
      await expect.poll(() => acknowledged.size, { timeout: 30_000 }).toBeGreaterThan(20 * (round + 1));
      await server.kill();
      await Promise.all(writers);
    }
    const server = await serve('killed');
    for (const [name, body] of acknowledged) {
      const [Key, VersionId] = name.split('?');
      const read = await bodyOf(await server.client.send(new GetObjectCommand({ Bucket, Key, VersionId })));
      expect(read.equals(body)).toBe(true);
    }
    const done = { Bucket, Key: 'parts', UploadId: upload.UploadId };
    const Parts = [{ PartNumber: 1, ETag: upload.ETag }];
    await server.client.send(new CompleteMultipartUploadCommand({ ...done, MultipartUpload: { Parts } }));
    const parts = await server.client.send(new GetObjectCommand({ Bucket, Key: 'parts' }));
    expect((await bodyOf(parts)).equals(bytes(80_000))).toBe(true);
    // Every object has one file, and so has the part of the upload that was not completed.
    const listed = await server.client.send(new ListObjectVersionsCommand({ Bucket }));
    const expected = (listed.Versions?.length ?? 0) + 1;
    await expect.poll(() => files('killed'), { timeout: 5000 }).toBe(expected);
    await server.kill();
  });

  it('sends the events that were not accepted before', async () => {
    const eventFile = join(root, 'events.events');
    const keysSent = () => {
      if (!existsSync(eventFile)) return [];
      const lines = readFileSync(eventFile, 'utf8').trim().split('\n');
      return lines.map((line) => ((JSON.parse(line) as BusEvent).detail as { object: { key: string } }).object.key);
    };
    const refusing = await serve('events', 'refuse');
    for (const Key of ['a', 'b', 'c'])
      await refusing.client.send(new PutObjectCommand({ Bucket: 'eventful', Key, Body: 'x' }));
    await expect.poll(keysSent).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    await refusing.kill();
    await rm(eventFile);
    const accepting = await serve('events');
    await expect.poll(() => keysSent().sort()).toEqual(['a', 'b', 'c']);
    await delay(50);
    await accepting.kill();
    await rm(eventFile);
    const third = await serve('events');
    await delay(100);
    expect(keysSent()).toEqual([]);
    await third.kill();
  });
});

describe('a large store', () => {
  it('starts with 100,000 objects in less than two seconds', async () => {
    const directory = join(root, 'large');
    const options = { port: 0, directory, callers: { find: () => undefined }, emit: async () => {} };
    await (await startS3(options)).close();
    const database = openDatabase(join(directory, 'index.sqlite'));
    database.transaction(() => {
      for (let id = 1; id <= 100_000; id++) {
        database.run(
          "INSERT INTO versions VALUES (?, 'big', ?, 'null', 1, 0, 10, 'e', 1, '{}', NULL, NULL, 0, NULL)",
          id,
          `key/${id}`,
        );
        database.run('INSERT INTO extents VALUES (?, 0, ?, 0, 10)', id, id);
      }
    });
    database.close();
    const before = performance.now();
    const s3 = await startS3(options);
    const took = performance.now() - before;
    await s3.close();
    expect(took).toBeLessThan(2000);
  });

  it('refuses a folder of another version instead of guessing', async () => {
    const directory = join(root, 'other-version');
    const options = { port: 0, directory, callers: { find: () => undefined }, emit: async () => {} };
    await (await startS3(options)).close();
    const database = openDatabase(join(directory, 'index.sqlite'));
    database.run('PRAGMA user_version = 99');
    database.close();
    await expect(startS3(options)).rejects.toThrow(/another version of this program \(99\)/);
  });

  it('removes files that no record names, and leaves alone what it did not write', async () => {
    const directory = join(root, 'strangers');
    const options = { port: 0, directory, callers: { find: () => undefined }, emit: async () => {} };
    await (await startS3(options)).close();
    const stranger = join(directory, 'data', '00', 'README');
    const orphan = join(directory, 'data', '05', '5');
    await writeFile(stranger, 'not ours');
    await writeFile(orphan, 'written, and never recorded');
    const s3 = await startS3(options);
    await expect.poll(() => existsSync(orphan)).toBe(false);
    await s3.close();
    expect(existsSync(stranger)).toBe(true);
  });
});
