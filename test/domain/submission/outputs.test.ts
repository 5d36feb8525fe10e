import { describe, expect, it } from 'vitest';
import { outputsOf } from '../../../domain/submission/outputs.ts';
import type { State, StepOutcome } from '../../../domain/submission/submission.ts';

const passed: StepOutcome = { success: true, date: '2026-01-02T03:04:05Z', msg: 'Good.' };
const failed: StepOutcome = { ...passed, success: false };
const namesOf = (state: State, steps: Parameters<typeof outputsOf>[0]['steps']) =>
  outputsOf({ state, steps }).map(({ storedFilename }) => storedFilename);

describe('outputs of a submission', () => {
  it.each([
    ['before quality control', 'running' as const, { upload_complete: passed }, []],
    ['after it', 'running' as const, { qc_complete: passed }, ['qc-report.json']],
    ['that it has refused', 'failed' as const, { qc_complete: failed }, ['qc-report.json']],
    [
      'released',
      'succeeded' as const,
      { qc_complete: passed, portal_release: passed },
      ['qc-report.json', 'finished-manifest.tsv', 'receipt.json'],
    ],
    [
      'not released in the end',
      'failed' as const,
      { qc_complete: passed, portal_release: { ...failed, fault: true as const } },
      ['qc-report.json'],
    ],
    // nobody knows whether these steps have written anything
    ['broken in quality control', 'failed' as const, { qc_complete: { ...failed, fault: true as const } }, []],
    ['cancelled in quality control', 'cancelled' as const, { qc_complete: failed }, []],
  ])('%s', (_, state, steps, names) => {
    expect(namesOf(state, steps)).toEqual(names);
  });
});
