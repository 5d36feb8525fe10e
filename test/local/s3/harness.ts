import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Caller, Callers } from '../../../local/aws/caller.ts';
import type { BusEvent } from '../../../local/aws/event.ts';
import { type S3Service, startS3 } from '../../../local/s3/start.ts';

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export interface Harness {
  readonly s3: S3Service;
  readonly directory: string;
  readonly events: BusEvent[];
  /** Everything that was asked of IAM by the caller `restricted`. */
  readonly asked: Asked[];
  /** What the caller `restricted` may do; a test sets it. */
  allow: (asked: Asked) => boolean;
  /** Milliseconds that the server's clock is ahead. */
  ahead: number;
  /** An operator's client, with the SDK's default checksums. */
  client(config?: S3ClientConfig): S3Client;
  /** An operator's client that adds no checksum of its own. */
  plain(): S3Client;
  restricted(): S3Client;
  close(): Promise<void>;
}

export const OPERATOR = { accessKeyId: 'AKOPERATOR', secretAccessKey: 'operator secret' };
const RESTRICTED = { accessKeyId: 'AKRESTRICTED', secretAccessKey: 'restricted secret' };

export async function startHarness(): Promise<Harness> {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-s3-'));
  const events: BusEvent[] = [];
  const asked: Asked[] = [];
  const clients: S3Client[] = [];
  const callers = new Map<string, Caller>([
    [OPERATOR.accessKeyId, { ...OPERATOR, name: 'operator', allows: () => true }],
    [
      RESTRICTED.accessKeyId,
      {
        ...RESTRICTED,
        name: 'RestrictedFunction',
        allows: (action, resource, context = {}) => {
          asked.push({ action, resource, context });
          return harness.allow({ action, resource, context });
        },
      },
    ],
  ]);
  const find: Callers['find'] = (accessKeyId) => callers.get(accessKeyId);
  const emit = async (event: BusEvent) => {
    events.push(event);
  };
  const now = () => new Date(Date.now() + harness.ahead);
  const make = (config: S3ClientConfig) => {
    const client = new S3Client({ ...clientSettings(harness.s3.url), ...config });
    clients.push(client);
    return client;
  };
  const harness: Harness = {
    s3: await startS3({ port: 0, directory, callers: { find }, emit, now: () => now() }),
    directory,
    events,
    asked,
    allow: () => true,
    ahead: 0,
    client: (config = {}) => make(config),
    plain: () => make({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
    restricted: () => make({ credentials: RESTRICTED }),
    close: async () => {
      for (const client of clients) client.destroy();
      await harness.s3.close();
      await rm(directory, { recursive: true });
    },
  };
  return harness;
}

/** The SDK writes its advice about streams to the console unless it is given another place. */
const silence = () => {};
const logger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence };

export function clientSettings(endpoint: string): S3ClientConfig {
  return { endpoint, region: 'us-east-1', forcePathStyle: true, credentials: OPERATOR, maxAttempts: 1, logger };
}

export function digest(algorithm: string, data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest('base64');
}

/** Bytes that differ everywhere, the same in every run. */
export function bytes(size: number, seed = 1): Buffer {
  const data = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[at] = state >>> 16;
  }
  return data;
}

export async function bodyOf(output: {
  Body?: { transformToByteArray(): Promise<Uint8Array> } | undefined;
}): Promise<Buffer> {
  return Buffer.from((await output.Body?.transformToByteArray()) ?? []);
}

/** How many files hold the bytes of objects. */
export async function storedFiles({ directory }: Pick<Harness, 'directory'>): Promise<number> {
  const data = join(directory, 'data');
  return (await Promise.all((await readdir(data)).map((shard) => readdir(join(data, shard))))).flat().length;
}

/** The code in an XML error document. */
export function codeIn(xml: string): string | undefined {
  return /<Code>(.*?)<\/Code>/.exec(xml)?.[1];
}
