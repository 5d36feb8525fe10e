import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashObject } from '../../../adapters/content/hash.ts';
import type { HashResult, HashState, ReadRange } from '../../../domain/quality/hashing.ts';

const MIB = 1024 ** 2;
const file = randomBytes(3 * MIB + 12_345);
const digest = (algorithm: 'md5' | 'sha256', bytes: Uint8Array = file) =>
  createHash(algorithm).update(bytes).digest('hex');
const read: ReadRange = async (start, end) => file.subarray(start, end);
const pace = { chunk: 64 * 1024, ahead: 2 };
const both = ['md5', 'sha256'] as const;

test('gives the digests of the whole file', async () => {
  expect(await hashObject({ read, size: file.length, algorithms: both }, pace)).toEqual({
    done: true,
    digests: { md5: digest('md5'), sha256: digest('sha256') },
  });
});

test('an empty file has digests too', async () => {
  const empty = new Uint8Array(0);
  expect(await hashObject({ read, size: 0, algorithms: both }, pace)).toEqual({
    done: true,
    digests: { md5: digest('md5', empty), sha256: digest('sha256', empty) },
  });
});

describe('a hash that is interrupted', () => {
  /** Runs until done, passing the state through JSON as a state machine does. */
  async function runs(
    deadline: () => boolean,
    reads: ReadRange = read,
  ): Promise<{ result: HashResult; calls: number }> {
    let state: HashState | undefined;
    for (let calls = 1; ; calls++) {
      const result = await hashObject({ read: reads, size: file.length, algorithms: both, state, deadline }, pace);
      if (result.done) return { result, calls };
      state = JSON.parse(JSON.stringify(result.state)) as HashState;
    }
  }

  test('comes to the same digests, and always to an end', async () => {
    const { result, calls } = await runs(() => true);
    expect(result).toEqual({ done: true, digests: { md5: digest('md5'), sha256: digest('sha256') } });
    expect(calls).toBe(Math.ceil(file.length / pace.chunk));
  });

  test('reads no byte twice', async () => {
    let bytes = 0;
    let asked = 0;
    await runs(
      () => ++asked % 5 === 0,
      (start, end) => {
        bytes += end - start;
        return read(start, end);
      },
    );
    expect(bytes).toBe(file.length);
  });

  test('has a state that fits where states are kept', async () => {
    const result = await hashObject({ read, size: file.length, algorithms: both, deadline: () => true }, pace);
    expect(result.done).toBe(false);
    expect(JSON.stringify(result).length).toBeLessThan(600);
  });

  test('starts over where another build of the hash code saved the state', async () => {
    const half = await hashObject({ read, size: file.length, algorithms: ['md5'], deadline: () => true }, pace);
    if (half.done) throw new Error('expected an interruption');
    const foreign = Buffer.from(half.state.saved.md5 ?? '', 'base64');
    foreign[0] = (foreign[0] ?? 0) ^ 0xff;
    const state = { offset: half.state.offset, saved: { md5: foreign.toString('base64') } };
    expect(await hashObject({ read, size: file.length, algorithms: ['md5'], state }, pace)).toEqual({
      done: true,
      digests: { md5: digest('md5') },
    });
  });
});

test('keeps as many reads under way as it may, and no more', async () => {
  let underWay = 0;
  let most = 0;
  const slow: ReadRange = async (start, end) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay--;
    return read(start, end);
  };
  await hashObject({ read: slow, size: file.length, algorithms: ['md5'] }, pace);
  expect(most).toBe(pace.ahead + 1);
});

test('a read that fails ends the hash with its error, whatever else is under way', async () => {
  const failing: ReadRange = async (start, end) => {
    if (start >= 5 * pace.chunk) throw new Error(`no answer for ${start}`);
    return read(start, end);
  };
  await expect(hashObject({ read: failing, size: file.length, algorithms: ['md5'] }, pace)).rejects.toThrow(
    `no answer for ${5 * pace.chunk}`,
  );
});
