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
import { type Figure, median, mib, ms, rate, speed } from './figure.ts';

const MIB = 1024 ** 2;

async function signing(): Promise<Figure[]> {
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
  return [
    { what: 'part URLs signed', figure: rate(parts.length, own) },
    { what: 'part URLs signed by the SDK', figure: rate(few.length, sdk) },
  ];
}

async function hashing(): Promise<Figure[]> {
  const file = randomBytes(128 * MIB);
  const read = async (start: number, end: number) => file.subarray(start, end);
  const cases: Algorithm[][] = [['md5'], ['sha256'], ['md5', 'sha256']];
  const figures: Figure[] = [];
  for (const algorithms of cases) {
    const time = await median(() => hashObject({ read, size: file.length, algorithms }));
    figures.push({
      what: `hash that can be interrupted, ${algorithms.join(' and ')}`,
      figure: speed(file.length, time),
    });
  }
  return figures;
}

async function judging(): Promise<Figure[]> {
  const fastq = noisyFastq(40_000);
  const variants = vcf(...Array.from({ length: 40_000 }, (_, index) => variant(index + 1)));
  const cases: [string, Buffer][] = [
    ['reads.fastq', Buffer.from(fastq)],
    ['reads.fastq.gz', gzip(fastq)],
    ['calls.vcf', Buffer.from(variants)],
    ['reads.bam', bam(20_000, { level: 0 })],
  ];
  const figures: Figure[] = [];
  for (const [name, file] of cases) {
    const asked: InspectedFile = { name, declared: { checksums: [] }, stored: { size: file.length, proved: {} } };
    const read = async (start: number, end: number) => file.subarray(start, end);
    const time = await median(() => inspectFile(asked, { read, inflate: inflateHead, hash: hashObject }));
    figures.push({ what: `format of ${name} (${mib(file.length)}) judged`, figure: ms(time) });
  }
  return figures;
}

/** How fast upload URLs are signed, bytes hashed, and formats judged, on one core and without a network. */
export const measure = async (): Promise<Figure[]> => [
  ...(await signing()),
  ...(await hashing()),
  ...(await judging()),
];
