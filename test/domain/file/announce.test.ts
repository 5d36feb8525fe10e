import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { checkAnnouncement, checkOpenForUpload, planUpload } from '../../../domain/file/announce.ts';
import type { FileRecord } from '../../../domain/file/file.ts';
import { fileOfObject, formatUpload, objectKeyOf, parseUpload } from '../../../domain/file/upload-reference.ts';
import type { Submission } from '../../../domain/submission/submission.ts';

const file: FileRecord = {
  submissionId: 'abcdefg',
  submitterId: 'u',
  groupId: 'g',
  key: 'a.bam',
  name: 'a.bam',
  state: 'expected',
};

const refusalOf = (run: () => void): DomainError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('not refused');
};

describe('an announcement', () => {
  it('tells all its faults at once, and where', () => {
    const known = new Map([
      ['a.bam', file],
      ['b.bam', { ...file, key: 'b.bam', name: 'b.bam', state: 'arrived' as const }],
      ['c.bam', { ...file, name: 'c.bam', checksum: { algorithm: 'sha256' as const, value: '1'.repeat(64) } }],
    ]);
    const announced = ['a.bam', 'a.bam', 'b.bam', 'nowhere.bam'].map((name) => ({ name, size: 1 }));
    const refusal = refusalOf(() =>
      checkAnnouncement([...announced, { name: 'c.bam', size: 1, sha256: '2'.repeat(64) }], known),
    );
    expect(refusal.issues.map(({ field, message }) => [field, message])).toEqual([
      ['files.1', "'a.bam' is named twice."],
      ['files.2', "'b.bam' has arrived already."],
      ['files.3', "The manifest does not name a file 'nowhere.bam'."],
      ['files.4', `The manifest says that the SHA-256 of 'c.bam' is ${'1'.repeat(64)}.`],
    ]);
  });

  it('goes on with the upload of before if size and checksum are the same', () => {
    const before = { ...file, declaredSize: 10, objectKey: 'abcdefg/old/a.bam' };
    expect(planUpload(before, { name: 'a.bam', size: 10 }, 'new', 100).objectKey).toBe('abcdefg/old/a.bam');
    expect(planUpload(before, { name: 'a.bam', size: 11 }, 'new', 100).objectKey).toBe('abcdefg/new/a.bam');
    expect(planUpload(before, { name: 'a.bam', size: 10, sha256: 'a' }, 'new', 100).objectKey).toBe(
      'abcdefg/new/a.bam',
    );
    const parts = { ...before, declaredSize: 500, uploadId: 'u1' };
    expect(planUpload(parts, { name: 'a.bam', size: 500 }, 'new', 100)).toMatchObject({
      uploadId: 'u1',
      multipart: true,
    });
    expect(planUpload(parts, { name: 'a.bam', size: 501 }, 'new', 100)).not.toHaveProperty('uploadId');
  });

  it('of an input starts anew, unless its checksum says that the bytes are the same, or some have come in parts', () => {
    const input = { number: 1, name: 'Table', mode: 'required' as const };
    const before = { ...file, state: 'announced' as const, input, key: 'In/Table', declaredSize: 10, objectKey: 'old' };
    const again = { name: 'In/Table', size: 10 };
    expect(planUpload(before, again, 'new', 100).objectKey).not.toBe('old');
    const told = { ...before, declaredSha256: '1'.repeat(64) };
    expect(planUpload(told, { ...again, sha256: '1'.repeat(64) }, 'new', 100).objectKey).toBe('old');
    expect(planUpload(told, { ...again, sha256: '2'.repeat(64) }, 'new', 100).objectKey).not.toBe('old');
    const parts = { ...before, declaredSize: 500, uploadId: 'u1' };
    expect(planUpload(parts, { ...again, size: 500 }, 'new', 100)).toMatchObject({ objectKey: 'old', uploadId: 'u1' });
  });

  it('is possible only between the valid manifest and the last arrival', () => {
    const ended = { success: true, date: '', msg: '' };
    const at = (state: Submission['state'], steps: Submission['steps']) => ({ id: 'x', state, steps }) as Submission;
    expect(refusalOf(() => checkOpenForUpload(at('running', {}))).retryAfter).toBe(2);
    expect(refusalOf(() => checkOpenForUpload(at('failed', {}))).kind).toBe('conflict');
    const complete = at('running', { manifest_validated: ended, upload_complete: ended });
    expect(refusalOf(() => checkOpenForUpload(complete)).message).toContain('Every file');
    expect(() => checkOpenForUpload(at('running', { manifest_validated: ended }))).not.toThrow();
  });
});

describe('names of uploads and objects', () => {
  it.each(['a.bam', 'größe (1).csv', '日本.fastq.gz', '%2F&=+.txt', '...'])('%s comes back whole', (fileKey) => {
    const reference = { submissionId: 'abcdefg', fileKey };
    expect(parseUpload(formatUpload(reference))).toEqual(reference);
    expect(fileOfObject(objectKeyOf('abcdefg', 'nonce', fileKey))).toEqual(reference);
  });

  it.each(['', 'abcdefg', 'abcdefg.', 'ABCDEFG.YQ', '../x.YQ', 'manifests/u/x', 'abcdefg/n/d/a.bam'])(
    '%j is none',
    (text) => {
      expect(parseUpload(text)).toBeUndefined();
      expect(fileOfObject(text)).toBeUndefined();
    },
  );
});
