import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expectOk } from '../service/client.ts';
import type { Person } from '../service/people.ts';
import { COLUMNS, manifestRow, submit, type Target, tsv } from '../service/submitting.ts';
import { type Figure, mib, speed, timed } from './figure.ts';
import { untilStep, withService } from './service.ts';

const MIB = 1024 ** 2;
const BLOCK = 8 * MIB;
/** Parts under way at a time, as common clients have it. */
const AT_ONCE = 4;
const READ = { highWaterMark: MIB };

/** Writes a CSV file of random values. */
async function writeCsv(path: string, size: number): Promise<void> {
  const row = () => `gene,${randomBytes(64).toString('hex')}\n`;
  const block = Buffer.from(Array.from({ length: BLOCK / 134 + 1 }, row).join('')).subarray(0, BLOCK);
  const file = await open(path, 'w');
  for (let start = 0; start < size; start += BLOCK) await file.write(block, 0, Math.min(BLOCK, size - start));
  await file.close();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, READ)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sendParts(person: Person, file: FileHandle, target: Required<Target>, size: number): Promise<void> {
  const numbers = Array.from({ length: target.partCount }, (_, index) => index + 1);
  const { parts } = await expectOk<Required<Target>>(person, `/api/v1/uploads/${target.upload}/parts`, {
    body: { partNumbers: numbers },
  });
  const rest = parts.values();
  const worker = async () => {
    for (const { partNumber, url } of rest) {
      const start = (partNumber - 1) * target.partSize;
      const bytes = Buffer.allocUnsafe(Math.min(target.partSize, size - start));
      await file.read(bytes, 0, bytes.length, start);
      const answer = await fetch(url, { method: 'PUT', body: bytes });
      if (!answer.ok) throw new Error(`Part ${partNumber}: ${answer.status} ${await answer.text()}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await expectOk(person, `/api/v1/uploads/${target.upload}/complete`, { method: 'POST' });
}

async function transfer(size: number): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'waybill-transfer-'));
  const path = join(directory, 'large.csv');
  try {
    await writeCsv(path, size);
    const hash = await timed(() => hashOf(path));
    const copy = await timed(() => pipeline(createReadStream(path, READ), createWriteStream(`${path}.copy`, READ)));
    await rm(`${path}.copy`);
    const plain = [
      { what: 'plain copy of the file', figure: speed(size, copy.time) },
      { what: 'plain hash of the file', figure: speed(size, hash.time) },
    ];
    return [...plain, ...(await withService((person) => through(person, { path, size, md5: hash.result })))];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function through(person: Person, source: { path: string; size: number; md5: string }): Promise<Figure[]> {
  const { path, size, md5 } = source;
  const name = 'large.csv';
  const id = await submit(person, tsv([COLUMNS, manifestRow({ name, type: 'csv', bytes: Buffer.alloc(0), md5 })]));
  await untilStep(person, id, 'manifest_validated');
  const { files } = await expectOk<{ files: [Required<Target>] }>(person, `/api/v1/submissions/${id}/uploads`, {
    body: { files: [{ name, size }] },
  });
  const file = await open(path);
  const sent = await timed(() => sendParts(person, file, files[0], size));
  await file.close();
  await untilStep(person, id, 'upload_complete');
  const figures = [{ what: `upload of ${mib(size)} in parts, ${AT_ONCE} at a time`, figure: speed(size, sent.time) }];
  for (const [step, what] of [
    ['qc_complete', 'QC: read back, MD5, format'],
    ['https_release', 'copy to the release bucket'],
    ['gcp_release', 'mirror: read, MD5, sent in parts'],
  ] as const) {
    figures.push({ what, figure: speed(size, await untilStep(person, id, step)) });
  }
  return figures;
}

/** Upload, QC and release of one file beside a plain copy and a plain hash of the same bytes. */
export const measure = (): Promise<Figure[]> => transfer(512 * MIB);

export const measureLarge = (): Promise<Figure[]> => transfer(4096 * MIB);
