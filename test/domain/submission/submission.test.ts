import { describe, expect, it } from 'vitest';
import {
  currentStep,
  endedSteps,
  isFinal,
  isPublic,
  STATES,
  STEPS,
  timestamp,
} from '../../../domain/submission/submission.ts';

const outcome = { success: true, date: '2026-01-01T00:00:00Z', msg: 'done' };

describe('the steps of a submission', () => {
  it('are listed in their order, and only those that have ended', () => {
    const steps = { qc_complete: outcome, manifest_validated: outcome, upload_complete: outcome };
    expect(endedSteps({ steps }).map(({ name }) => name)).toEqual([
      'manifest_validated',
      'upload_complete',
      'qc_complete',
    ]);
    expect(currentStep({ steps })).toBe('https_release');
    expect(Object.keys(endedSteps({ steps })[0] ?? {})).toEqual(['name', 'success', 'date', 'msg']);
  });

  it('have no current one when all six have ended', () => {
    expect(currentStep({ steps: Object.fromEntries(STEPS.map((step) => [step, outcome])) })).toBeUndefined();
  });
});

describe('embargo', () => {
  const until = '2027-03-01T00:00:00Z';
  it('ends at its moment, with nobody there to lift it', () => {
    const submission = { policy: 'embargo' as const, embargoUntil: until };
    expect(isPublic(submission, new Date('2027-02-28T23:59:59.999Z'))).toBe(false);
    expect(isPublic(submission, new Date(until))).toBe(true);
  });

  it('without a date does not end', () => {
    expect(isPublic({ policy: 'embargo' }, new Date('2999-01-01'))).toBe(false);
  });

  it('is nothing to open, restricted and private data, whatever date they carry', () => {
    const late = new Date('2999-01-01');
    expect(isPublic({ policy: 'open' }, new Date(0))).toBe(true);
    for (const policy of ['restricted', 'private'] as const)
      expect(isPublic({ policy, embargoUntil: until }, late)).toBe(false);
    expect(isPublic({}, late)).toBe(false);
  });
});

it('a submission has ended in three of its states', () => {
  expect(STATES.filter(isFinal)).toEqual(['succeeded', 'failed', 'cancelled']);
});

it('times have no fractions', () => {
  expect(timestamp(new Date('2021-01-01T10:00:00.987Z'))).toBe('2021-01-01T10:00:00Z');
});
