import { describe, expect, it } from 'vitest';
import { Refusal, refusalOf } from '../../web/src/api/refusal.ts';
import { formatBytes, formatCount, formatDuration } from '../../web/src/format.ts';

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [25_000_000, '25 MB'],
    [4.2e15, '4.2 PB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [400, 'under 1 s'],
    [59_000, '59 s'],
    [61_000, '1 min 1 s'],
    [7_200_000, '2 h'],
    [90_000_000, '1 d 1 h'],
    [-5, 'under 1 s'],
  ])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('are counted in words', () => {
    expect([formatCount(1, 'file'), formatCount(0, 'file'), formatCount(2, 'is', 'are')]).toEqual([
      '1 file',
      '0 files',
      '2 are',
    ]);
  });
});

describe('a refusal', () => {
  it.each([
    [{ detail: 'No such group.', errors: [{ message: 'x', field: 'group' }] }, 'No such group.', 1],
    [{ message: 'Login failed' }, 'Login failed', 0],
    [
      [
        { exception: 'E', message: 'one.' },
        { exception: 'E', message: 'two.' },
      ],
      'one. two.',
      2,
    ],
    [undefined, 'The service answered 400.', 0],
  ])('is read from %j', (body, message, issues) => {
    const refusal = refusalOf(400, body);
    expect(refusal).toBeInstanceOf(Refusal);
    expect([refusal.message, refusal.issues.length]).toEqual([message, issues]);
  });

  it('tells a fault of the service as one', () => {
    expect(refusalOf(502, undefined).message).toContain('Try again');
  });
});
