import { describe, expect, it } from 'vitest';
import { nextRetry } from '../../../../local/stepfunctions/asl/retry.ts';
import { errorMatches, runtimeError, StateError } from '../../../../local/stepfunctions/asl/state-error.ts';

const boom = new StateError('Boom', 'x');

describe('which errors a list matches', () => {
  const timeout = new StateError('States.Timeout');
  const heartbeat = new StateError('States.Timeout', undefined, { heartbeat: true });
  const tooBig = new StateError('States.DataLimitExceeded', 'x', { reach: 'by-name' });
  it.each<[string, StateError, boolean]>([
    ['Boom', boom, true],
    ['boom', boom, false],
    ['States.ALL', boom, true],
    ['States.TaskFailed', boom, true],
    ['States.TaskFailed', timeout, false],
    ['States.ALL', timeout, true],
    ['States.Timeout', timeout, true],
    ['States.HeartbeatTimeout', timeout, false],
    ['States.Timeout', heartbeat, true],
    ['States.HeartbeatTimeout', heartbeat, true],
    ['States.ALL', tooBig, false],
    ['States.TaskFailed', tooBig, false],
    ['States.DataLimitExceeded', tooBig, true],
    ['States.ALL', runtimeError('x'), false],
    ['States.Runtime', runtimeError('x'), false],
  ])('%s and %s: %s', (name, error, expected) => {
    expect(errorMatches(['Other', name], error)).toBe(expected);
  });
});

describe('Retry', () => {
  /** The delays that a retrier gives until it is used up. */
  function delays(retrier: object): number[] {
    const list = [{ ErrorEquals: ['States.ALL'], ...retrier }];
    const found: number[] = [];
    let counts: readonly number[] = [];
    for (let retry = nextRetry(list, counts, boom); retry !== undefined; retry = nextRetry(list, counts, boom)) {
      found.push(retry.delayMs);
      counts = retry.counts;
    }
    return found;
  }

  it('has the defaults of the language: three times, after 1, 2 and 4 seconds', () => {
    expect(delays({})).toEqual([1000, 2000, 4000]);
  });

  it('grows by BackoffRate up to MaxDelaySeconds', () => {
    expect(delays({ IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 4, MaxDelaySeconds: 4 })).toEqual([
      2000, 3000, 4000, 4000,
    ]);
  });

  it('does not retry with MaxAttempts 0', () => {
    expect(delays({ MaxAttempts: 0 })).toEqual([]);
  });

  it('spreads the delays with full jitter', () => {
    const found = delays({ MaxAttempts: 50, BackoffRate: 1, JitterStrategy: 'FULL' });
    expect(Math.max(...found)).toBeLessThan(1000);
    expect(new Set(found).size).toBeGreaterThan(40);
  });

  it('lets the first retrier that names the error decide, and counts each for itself', () => {
    const list = [
      { ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 5 },
    ];
    const first = nextRetry(list, [], boom);
    expect(first).toEqual({ counts: [1, 0], delayMs: 1000 });
    expect(nextRetry(list, [1, 0], boom)).toBeUndefined();
    expect(nextRetry(list, [1, 0], new StateError('Other'))).toEqual({ counts: [1, 1], delayMs: 5000 });
  });
});
