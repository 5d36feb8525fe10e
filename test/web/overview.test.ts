import { describe, expect, it } from 'vitest';
import { byDay, byStep, bytesByDay, type Listed } from '../../web/src/admin/overview-figures.ts';

const listed = (submittedAt: string, seconds: number, success = true): Listed => ({
  submittedAt,
  status: 'FINISHED',
  state: success ? 'succeeded' : 'failed',
  totalBytes: null,
  steps: [
    {
      name: 'manifest_validated',
      success,
      date: new Date(Date.parse(submittedAt) + seconds * 1000).toISOString(),
      msg: '',
    },
  ],
});

describe('the overview', () => {
  const now = new Date('2026-03-03T12:00:00Z');

  it('counts by day without holes', () => {
    const running = { ...listed('2026-03-03T01:00:00Z', 1), status: 'PROCESSING', state: 'running' };
    const days = byDay([listed('2026-03-01T23:00:00Z', 1), listed('2026-03-01T01:00:00Z', 1, false), running], now);
    expect(days).toEqual([
      { day: '2026-03-01', complete: 1, failed: 1, running: 0 },
      { day: '2026-03-02', complete: 0, failed: 0, running: 0 },
      { day: '2026-03-03', complete: 0, failed: 0, running: 1 },
    ]);
  });

  it('tells bytes on the day on which they came, and on that on which they went out', () => {
    const step = (name: 'upload_complete' | 'https_release', date: string, success = true) => ({
      name,
      date,
      success,
      msg: '',
    });
    const moved = (totalBytes: number, ...steps: Listed['steps']): Listed => ({
      ...listed('2026-03-02T10:00:00Z', 1),
      totalBytes,
      steps,
    });
    const came = step('upload_complete', '2026-03-02T11:00:00Z');
    const all = [
      moved(5, came, step('https_release', '2026-03-03T11:00:00Z')),
      moved(7, came),
      moved(9, step('upload_complete', '2026-03-02T11:00:00Z', false)),
    ];
    expect(bytesByDay(all, now)).toEqual([
      { day: '2026-03-02', received: 12, released: 0 },
      { day: '2026-03-03', received: 0, released: 5 },
    ]);
  });

  it('shows thirty days at most', () => {
    expect(byDay([listed('2020-01-01T00:00:00Z', 1)], now)).toHaveLength(30);
  });

  it('says where submissions fail, and how long steps take', () => {
    const all = [2, 4, 9].map((seconds) => listed('2026-03-01T00:00:00Z', seconds));
    const [first, second] = byStep([...all, listed('2026-03-01T00:00:00Z', 100, false)]);
    expect(first).toEqual({ step: 'Manifest checked', failed: 1, seconds: 4 });
    expect(second).toMatchObject({ failed: 0, seconds: 0 });
  });
});
