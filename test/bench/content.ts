/**
 * How fast upload URLs are signed, bytes are hashed, and formats are judged, on one core and without a network.
 * Run: `node test/bench/content.ts`.
 */
import { randomBytes } from 'node:crypto';
import { S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { hashObject } from '../../adapters/content/hash.ts';
import { inflateHead } from '../../adapters/content/inflate.ts';
import { openBucket } from '../../adapters/s3/client.ts';
import { presignPart } from '../../adapters/s3/presign.ts';
import type { Algorithm } from '../../domain/quality/hashing.ts';
import { type InspectedFile, inspectFile } from '../../domain/quality/inspect.ts';
import { bam, gzip, noisyFastq, variant, vcf } from '../domain/quality/samples.ts';

const MIB = 1024 ** 2;
const RUNS = 5;

/** The median time of some runs, in milliseconds. */
async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < RUNS; count++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

const print = (name: string, figure: string): void => console.log(`${name.padEnd(44)}${figure}`);

async function signing(): Promise<void> {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'x'.repeat(900) };
  const client = new S3Client({ region: 'us-east-1', credentials, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const bucket = openBucket(client, 'uploads', '123456789012');
  const place = { key: '3f/abc/reads.fastq.gz', uploadId: 'u'.repeat(100) };
  const parts = Array.from({ length: 10_000 }, (_, index) => index + 1);
  const own = await median(async () => {
    for (const partNumber of parts) await presignPart({ bucket, ...place, partNumber, expiresIn: 900 });
  });
  const few = parts.slice(0, 1_000);
  const sdk = await median(async () => {
    for (const PartNumber of few) {
      const input = { Bucket: 'uploads', Key: place.key, UploadId: place.uploadId, PartNumber };
      await getSignedUrl(client, new UploadPartCommand(input), { expiresIn: 900 });
    }
  });
  print('10,000 part URLs', `${own.toFixed(0)} ms, ${Math.round(1e7 / own).toLocaleString('en-US')} per second`);
  print(
    'the same with the SDK',
    `${(sdk * 10).toFixed(0)} ms, ${Math.round(1e6 / sdk).toLocaleString('en-US')} per second`,
  );
}

async function hashing(): Promise<void> {
  const file = randomBytes(128 * MIB);
  const read = async (start: number, end: number) => file.subarray(start, end);
  const cases: Algorithm[][] = [['md5'], ['sha256'], ['md5', 'sha256']];
  for (const algorithms of cases) {
    const time = await median(() => hashObject({ read, size: file.length, algorithms }));
    print(`hash, ${algorithms.join(' and ')}`, `${Math.round(128 / (time / 1000))} MiB per second`);
  }
}

async function judging(): Promise<void> {
  const fastq = noisyFastq(40_000);
  const variants = vcf(...Array.from({ length: 40_000 }, (_, index) => variant(index + 1)));
  const cases: [string, Buffer][] = [
    ['reads.fastq', Buffer.from(fastq)],
    ['reads.fastq.gz', gzip(fastq)],
    ['calls.vcf', Buffer.from(variants)],
    ['reads.bam', bam(20_000, { level: 0 })],
  ];
  for (const [name, file] of cases) {
    const asked: InspectedFile = { name, declared: { checksums: [] }, stored: { size: file.length, proved: {} } };
    const read = async (start: number, end: number) => file.subarray(start, end);
    const time = await median(() => inspectFile(asked, { read, inflate: inflateHead, hash: hashObject }));
    print(`format of ${name} (${(file.length / MIB).toFixed(1)} MiB)`, `${time.toFixed(1)} ms`);
  }
}

await signing();
await hashing();
await judging();
