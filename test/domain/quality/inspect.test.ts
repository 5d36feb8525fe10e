import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashObject } from '../../../adapters/content/hash.ts';
import { inflateHead } from '../../../adapters/content/inflate.ts';
import type { Checksum } from '../../../domain/file/file.ts';
import type { Hash } from '../../../domain/quality/hashing.ts';
import {
  type InspectedFile,
  type InspectionState,
  type InspectionTools,
  inspectFile,
} from '../../../domain/quality/inspect.ts';
import { fastq, gzip, noisyFastq } from './samples.ts';

const small = gzip(fastq(20));
const large = Buffer.from(noisyFastq(12_000));

const digest = (algorithm: 'md5' | 'sha256', bytes: Buffer): string =>
  createHash(algorithm).update(bytes).digest('hex');
const declared = (algorithm: 'md5' | 'sha256', bytes: Buffer): Checksum => ({
  algorithm,
  value: digest(algorithm, bytes),
});

/** The tools over a file in memory, counting what is read. */
function toolsFor(bytes: Buffer, deadline: () => boolean = () => false) {
  const reads: [number, number][] = [];
  const hash: Hash = (request) => hashObject(request, { chunk: 256 * 1024, ahead: 1 });
  const tools: InspectionTools = {
    read: async (start, end) => {
      reads.push([start, end]);
      return bytes.subarray(start, end);
    },
    inflate: inflateHead,
    hash,
    deadline,
  };
  return { tools, reads };
}

const fileOf = (name: string, bytes: Buffer, change: Partial<InspectedFile> = {}): InspectedFile => ({
  name,
  type: 'fastq',
  declared: { size: bytes.length, checksums: [declared('md5', bytes)] },
  stored: { size: bytes.length, proved: {} },
  ...change,
});

async function report(file: InspectedFile, bytes: Buffer) {
  const { tools, reads } = toolsFor(bytes);
  const result = await inspectFile(file, tools);
  if (!result.done) throw new Error('expected the inspection to end');
  return { ...result.report, reads, failed: result.report.checks.filter(({ outcome }) => outcome === 'failed') };
}

describe('a sound file', () => {
  test('passes, and its digest is known', async () => {
    const { ok, checks, digests } = await report(fileOf('a.fastq.gz', small), small);
    expect(ok).toBe(true);
    expect(checks).toEqual([
      { check: 'size', outcome: 'passed', message: `${small.length} bytes, as declared` },
      { check: 'format', outcome: 'passed', message: 'FASTQ, compressed with gzip' },
      { check: 'checksum', outcome: 'passed', message: `MD5 ${digest('md5', small)}, read from the stored bytes` },
    ]);
    expect(digests).toEqual({ md5: digest('md5', small) });
  });

  test('that is small is read once', async () => {
    expect((await report(fileOf('a.fastq.gz', small), small)).reads).toEqual([[0, small.length]]);
  });

  test('whose checksum the store has verified is read at its two ends only', async () => {
    const proved = { md5: digest('md5', large) };
    const file = fileOf('a.fastq', large, { stored: { size: large.length, proved } });
    const { ok, checks, reads } = await report(file, large);
    expect(ok).toBe(true);
    expect(checks.at(-1)?.message).toBe(`MD5 ${proved.md5}, verified by the store`);
    expect(reads).toEqual([
      [0, 1024 ** 2],
      [large.length - 64 * 1024, large.length],
    ]);
  });

  test('has the digests that are wanted, although none is declared', async () => {
    const file = fileOf('a.fastq', large, { declared: { checksums: [] }, wanted: ['md5', 'sha256'] });
    const { ok, checks, digests } = await report(file, large);
    expect(ok).toBe(true);
    expect(checks.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
      'size skipped',
      'format passed',
      'checksum skipped',
    ]);
    expect(digests).toEqual({ md5: digest('md5', large), sha256: digest('sha256', large) });
  });

  test('may be declared in upper case', async () => {
    const value = digest('md5', small).toUpperCase();
    const file = fileOf('a.fastq.gz', small, { declared: { checksums: [{ algorithm: 'md5', value }] } });
    expect((await report(file, small)).ok).toBe(true);
  });
});

describe('a file that is not what was declared', () => {
  test('one bit is enough', async () => {
    for (const position of [0, 700_000, large.length - 1]) {
      const damaged = Buffer.from(large);
      damaged[position] = (damaged[position] ?? 0) ^ 1;
      const { ok, checks } = await report(fileOf('a.fastq', large), damaged);
      expect(ok).toBe(false);
      expect(checks.find(({ check }) => check === 'checksum')).toEqual({
        check: 'checksum',
        outcome: 'failed',
        message: `a.fastq: the MD5 of the stored file is ${digest('md5', damaged)}, declared is ${digest('md5', large)}.`,
      });
    }
  });

  test('of the wrong size is not read whole', async () => {
    const cut = large.subarray(0, large.length - 1000);
    const file = fileOf('a.fastq', large, { stored: { size: cut.length, proved: {} } });
    const { failed, checks, reads } = await report(file, cut);
    expect(failed.map(({ check }) => check)).toEqual(['size', 'format']);
    expect(failed[0]?.message).toBe(
      `a.fastq: the stored file has ${cut.length.toLocaleString('en-US')} bytes, ${large.length.toLocaleString('en-US')} bytes were declared.`,
    );
    expect(checks.at(-1)).toMatchObject({ check: 'checksum', outcome: 'skipped' });
    expect(reads).toHaveLength(2);
  });

  test('is reported with all its faults at once', async () => {
    const wrong = gzip(`${fastq(1)}@r\nACGT\n+\nFFF\n@s\nAC?T\n+\nFFFF\n`);
    const { failed } = await report(fileOf('a.fastq.gz', small, { stored: { size: wrong.length, proved: {} } }), wrong);
    expect(failed.map(({ check, line }) => `${check} ${line ?? ''}`.trim())).toEqual(['size', 'format 8', 'format 10']);
  });

  test('is read before it is refused on the word of the store', async () => {
    const proved = { md5: digest('md5', small) };
    const file = fileOf('a.fastq', large, { stored: { size: large.length, proved } });
    const { ok, reads, digests } = await report(file, large);
    expect(ok).toBe(true);
    expect(reads.length).toBeGreaterThan(2);
    expect(digests).toEqual({ md5: digest('md5', large) });
  });

  test('fails both checksums where two are declared', async () => {
    const checksums = [declared('md5', small), declared('sha256', small)];
    const file = fileOf('a.fastq', large, { declared: { checksums } });
    expect((await report(file, large)).failed.map(({ message }) => message.slice(0, 24))).toEqual([
      'a.fastq: the MD5 of the ',
      'a.fastq: the SHA-256 of ',
    ]);
  });
});

test('an empty file is inspected like any other', async () => {
  const empty = Buffer.alloc(0);
  const { ok, failed, digests } = await report(fileOf('a.fastq', empty), empty);
  expect(ok).toBe(false);
  expect(failed.map(({ message }) => message)).toEqual(['a.fastq: the file is empty; expected FASTQ']);
  expect(digests).toEqual({ md5: 'd41d8cd98f00b204e9800998ecf8427e' });
});

test('an inspection that is interrupted comes to the same report', async () => {
  const uninterrupted = await report(fileOf('a.fastq', large), large);
  const { tools, reads } = toolsFor(large, () => true);
  let state: InspectionState | undefined;
  let calls = 0;
  for (;;) {
    const result = await inspectFile(fileOf('a.fastq', large), tools, state);
    calls++;
    if (result.done) {
      expect(result.report.checks).toEqual(uninterrupted.checks);
      expect(result.report.digests).toEqual(uninterrupted.digests);
      break;
    }
    state = JSON.parse(JSON.stringify(result.state)) as InspectionState;
  }
  expect(calls).toBe(Math.ceil(large.length / (256 * 1024)));
  expect(reads.filter(([start]) => start === 0)).toHaveLength(2);
});
