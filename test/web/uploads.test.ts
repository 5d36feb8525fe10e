import { describe, expect, it } from 'vitest';
import { type Expected, matchFiles } from '../../web/src/uploads/match.ts';
import { addSample, speedOf, timeLeft } from '../../web/src/uploads/speed.ts';

const row = (name: string, state = 'expected'): Expected => ({ name, state, checksum: null });
const file = (name: string, path?: string) => ({ name, size: 1, ...(path !== undefined && { path }) });

describe('matching dropped files to rows', () => {
  it('goes by name, and by the path within a dropped folder', () => {
    const match = matchFiles(
      [file('a.gz'), file('b.gz', './lab/run1/b.gz'), file('b.gz', '/lab/run2/b.gz')],
      [row('a.gz'), row('run1/b.gz'), row('run2/b.gz')],
    );
    expect(match.send.map(({ expected }) => expected.name)).toEqual(['a.gz', 'run1/b.gz', 'run2/b.gz']);
  });

  it('says which are not sent, and why', () => {
    const match = matchFiles(
      [file('a.gz'), file('a.gz'), file('done.gz'), file('stranger.gz'), file('half.gz')],
      [row('a.gz'), row('done.gz', 'arrived'), row('half.gz', 'announced')],
    );
    expect(match.send.map(({ expected }) => expected.name)).toEqual(['a.gz', 'half.gz']);
    expect(match).toMatchObject({ arrived: ['done.gz'], unknown: ['stranger.gz'], repeated: ['a.gz'] });
  });
});

describe('speed', () => {
  it('is that of the last seconds', () => {
    const samples = [
      { at: 0, bytes: 0 },
      { at: 1000, bytes: 1_000_000 },
      { at: 10_000, bytes: 1_000_000 },
      { at: 12_000, bytes: 5_000_000 },
    ];
    expect(speedOf(samples)).toBe(2_000_000);
    expect(addSample(samples, { at: 12_000, bytes: 1 })).toHaveLength(3);
    expect(speedOf([])).toBe(0);
  });

  it('gives the time that is left, while something moves', () => {
    expect(timeLeft(10_000, 1000)).toBe(10_000);
    expect(timeLeft(10_000, 0)).toBeUndefined();
  });
});
