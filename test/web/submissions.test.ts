import { describe, expect, it } from 'vitest';
import { changeFilters, isFiltered, listQuery, parseFilters } from '../../web/src/submissions/filters.ts';
import { checkCounts, sizeClasses } from '../../web/src/submissions/qc-figures.ts';
import { stepsOf } from '../../web/src/submissions/steps.ts';

const CREATED = '2026-01-01T00:00:00Z';
const ended = (name: 'manifest_validated' | 'upload_complete', success = true, date = '2026-01-01T00:01:00Z') => ({
  name,
  success,
  date,
  msg: 'told',
});

describe('the six steps', () => {
  const states = (over: boolean, steps: ReturnType<typeof ended>[]): string =>
    stepsOf({ ended: over, createdAt: CREATED, steps })
      .map(({ state }) => state)
      .join(' ');

  it('run one after another', () => {
    expect(states(false, [])).toBe('running none none none none none');
    expect(states(false, [ended('manifest_validated')])).toBe('done waiting none none none none');
    expect(states(false, [ended('manifest_validated'), ended('upload_complete')])).toBe(
      'done done running none none none',
    );
  });

  it('stop where one fails, or where the submission was ended', () => {
    expect(states(true, [ended('manifest_validated', false)])).toBe('failed none none none none none');
    expect(states(true, [ended('manifest_validated')])).toBe('done none none none none none');
  });

  it('take the time since the one before', () => {
    const steps = [ended('manifest_validated'), ended('upload_complete', true, '2026-01-01T01:01:00Z')];
    const [first, second, third] = stepsOf({ ended: false, createdAt: CREATED, steps });
    expect([first?.duration, second?.duration, third?.duration]).toEqual([60_000, 3_600_000, undefined]);
  });
});

describe('filters of the history', () => {
  it('are taken from the address as far as they are understood', () => {
    const search = {
      after: 300,
      q: 42,
      state: 'failed',
      policy: 'nobody',
      from: '2026-02-30x',
      to: '2026-02-01',
      x: 1,
    };
    expect(parseFilters(search)).toEqual({ after: '300', q: '42', state: 'failed', to: '2026-02-01' });
    expect(parseFilters({ after: 'behind', q: '', door: 'back' })).toEqual({});
  });

  it('begin at the newest when they change', () => {
    expect(changeFilters({ after: '300', q: 'a', policy: 'open' }, { policy: undefined, state: 'failed' })).toEqual({
      q: 'a',
      state: 'failed',
    });
  });

  it('are asked for in the words of the API', () => {
    expect(listQuery({ after: '2', submitter: 'ada', via: 'Web', whose: 'group' })).toEqual({
      after: '2',
      submitter: 'ada',
      submittedVia: 'Web',
      scope: 'group',
    });
    const group = '0b1f0c5e-4c1c-4f3a-9f3c-2d8f5f1f0a11';
    expect(listQuery({ whose: group })).toEqual({ group });
    expect([isFiltered({ whose: group }), isFiltered({ after: '2' })]).toEqual([true, false]);
  });
});

describe('figures of quality control', () => {
  const file = (size: number, outcome: string) => ({
    name: 'a',
    size,
    ok: true,
    checks: [{ check: 'size', outcome, message: '' }],
  });

  it('count checks by outcome, and files by size', () => {
    const files = [file(1, 'passed'), file(2e6, 'failed'), file(2e10, 'skipped')];
    expect(checkCounts(files)).toEqual([{ check: 'size', passed: 1, failed: 1, skipped: 1 }]);
    expect(sizeClasses(files).map((row) => row.files)).toEqual([1, 1, 0, 1]);
  });
});
