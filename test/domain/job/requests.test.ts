import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchState, type JobState } from '../../../domain/job/batch.ts';
import { inputFile, inputName, submissionOfFile } from '../../../domain/job/input-name.ts';
import { isRefused, priorityOf } from '../../../domain/job/limits.ts';
import { requestOf } from '../../../domain/job/request.ts';

describe('the name of a submitted file', () => {
  it.each([
    ['prot.txt', 'prot.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\data\\a b.fasta', 'a_b.fasta'],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['__x', 'x'],
    ['$(rm -rf ~);`id`.txt', 'rm_-rf_id_.txt'],
    ['ä.txt', 'txt'],
    ['', 'input'],
    ['..', 'input'],
    ['/', 'input'],
  ])('%j is kept as %j', (given, kept) => {
    expect(inputName(given)).toBe(kept);
  });

  it('is one that every file system, URL and program takes, and leads back to its submission', () => {
    const uuid = '01234567-89ab-8cde-8f01-23456789abcd';
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = inputName(given);
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
        expect(submissionOfFile(inputFile(uuid, name))).toBe(uuid);
      }),
    );
  });
});

describe('limits', () => {
  const limits = { lowFrom: 10, refuseFrom: 15 };

  it.each([
    [9, false, 'medium'],
    [10, false, 'low'],
    [9, true, 'high'],
    [10, true, 'medium'],
  ] as const)('with %i open, signed in: %s, the priority is %s', (open, isSignedIn, priority) => {
    expect(priorityOf(limits, open, isSignedIn)).toBe(priority);
  });

  it('refuse what would go beyond them, and nothing where they are 0', () => {
    expect([isRefused(limits, 14, 1), isRefused(limits, 15, 1), isRefused(limits, 14, 2)]).toEqual([false, true, true]);
    expect(isRefused({ lowFrom: 0, refuseFrom: 0 }, 1000, 1)).toBe(false);
    expect(priorityOf({ lowFrom: 0, refuseFrom: 0 }, 1000, false)).toBe('medium');
  });
});

describe('the state of a batch', () => {
  it.each<[JobState[], JobState]>([
    [['Submitted', 'Submitted'], 'Submitted'],
    [['Submitted', 'Running'], 'Running'],
    [['Complete', 'Submitted'], 'Running'],
    [['Complete', 'Complete'], 'Complete'],
    [['Complete', 'Error'], 'Error'],
    [['Running', 'Error'], 'Error'],
    [['Error', 'Crash'], 'Crash'],
  ])('%j is %s', (states, state) => {
    expect(batchState(states)).toBe(state);
  });
});

describe('a request', () => {
  const fields = { submission_name: 'n', email: 'a@b.com' };

  it('names no more jobs than a transaction takes', () => {
    const many = Array.from({ length: 16 }, (_, i) => `j${i}`).join();
    expect(() => requestOf({ ...fields, job: many }, undefined)).toThrow('At most 15 jobs');
  });
});
