import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashObject } from '../../../adapters/content/hash.ts';
import { inflateHead } from '../../../adapters/content/inflate.ts';
import { completeUpload, createUpload } from '../../../adapters/s3/multipart.ts';
import { headObject, putObject, readRange } from '../../../adapters/s3/objects.ts';
import { partRanges } from '../../../adapters/s3/part-plan.ts';
import { presignPart } from '../../../adapters/s3/presign.ts';
import { type InspectionState, inspectFile } from '../../../domain/quality/inspect.ts';
import { bgzf, fastq, gzip, noisyFastq } from '../../domain/quality/samples.ts';
import { localStore } from '../s3/local-store.ts';

const MIB = 1024 ** 2;
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

let store: Awaited<ReturnType<typeof localStore>>;
beforeAll(async () => {
  store = await localStore('uploads');
});
afterAll(() => store.close());

async function inspect(key: string, value: string, deadline: () => boolean = () => false) {
  const { size, versionId = '', md5: proved } = (await headObject({ bucket: store.bucket, key })) ?? { size: -1 };
  const file = {
    name: key,
    declared: { size, checksums: [{ algorithm: 'md5' as const, value }] },
    stored: { size, proved: proved === undefined ? {} : { md5: proved } },
  };
  const read = (start: number, end: number) => readRange({ bucket: store.bucket, key, versionId, start, end });
  const tools = { read, inflate: inflateHead, hash: hashObject, deadline };
  let state: InspectionState | undefined;
  for (let calls = 1; ; calls++) {
    const result = await inspectFile(file, tools, state);
    if (result.done) return { ...result.report, calls };
    state = JSON.parse(JSON.stringify(result.state)) as InspectionState;
  }
}

test('a single PUT is inspected without reading it whole', async () => {
  const body = gzip(noisyFastq(2_000));
  await putObject({ bucket: store.bucket, key: 'small.fastq.gz', body, contentType: 'application/gzip' });
  const { ok, checks } = await inspect('small.fastq.gz', md5(body));
  expect(ok).toBe(true);
  expect(checks.map(({ message }) => message)).toContain(`MD5 ${md5(body)}, verified by the store`);
});

test('a multipart upload is read, over several invocations', async () => {
  const body = bgzf(fastq(80_000, 100), { level: 0, eof: false });
  const address = { bucket: store.bucket, key: 'large.fastq.gz' };
  const uploadId = await createUpload(address);
  for (const { partNumber, start, end } of partRanges(body.length, 6 * MIB)) {
    const { url, method } = await presignPart({ ...address, uploadId, partNumber, expiresIn: 60 });
    await fetch(url, { method, body: body.subarray(start, end) });
  }
  await completeUpload({ ...address, uploadId, size: body.length, partSize: 6 * MIB });
  const { ok, checks, calls, digests } = await inspect('large.fastq.gz', md5(body), () => true);
  expect(ok).toBe(true);
  expect(calls).toBe(Math.ceil(body.length / (8 * MIB)));
  expect(digests).toEqual({ md5: md5(body) });
  expect(checks.map(({ message }) => message)).toContain(`MD5 ${md5(body)}, read from the stored bytes`);
  expect((await inspect('large.fastq.gz', md5(Buffer.from('other')))).ok).toBe(false);
});
