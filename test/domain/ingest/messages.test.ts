import { describe, expect, it } from 'vitest';
import { identifierOf } from '../../../domain/file/identifier.ts';
import { formatBytes, formatFiles } from '../../../domain/ingest/amounts.ts';
import { deadlineMessage, faultMessage } from '../../../domain/ingest/failure.ts';
import { qcMessage, summarise } from '../../../domain/ingest/qc-report.ts';
import { mirrorMessage, releaseMessage } from '../../../domain/ingest/release-message.ts';

describe('amounts', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_999, '1.0 MB'],
    [5 * 1024 ** 3, '5.4 GB'],
    [48.8e12, '49 TB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('count one file as one', () => {
    expect([formatFiles(0), formatFiles(1), formatFiles(2)]).toEqual(['0 files', '1 file', '2 files']);
  });
});

describe('messages of steps', () => {
  it('name the first missing files when the deadline has passed', () => {
    const message = deadlineMessage(['a', 'b', 'c'], 2);
    expect(message).toContain('Missing: a, b and more.');
    expect(deadlineMessage(['a'], 2)).toContain('Missing: a.');
  });

  it('tell a fault of ours without its details', () => {
    expect(faultMessage('gcp_release', { Error: 'MirrorUnavailable' })).toContain('the mirror did not answer');
    expect(faultMessage('qc_complete', { Error: 'TypeError' })).toContain('an internal error (TypeError)');
  });

  it('name the files that failed, the first five', () => {
    const files = Array.from({ length: 8 }, (_, n) => ({
      name: `f${n}`,
      size: 10,
      ok: n > 6,
      checks: [],
      problem: `f${n} is bad.`,
    }));
    const message = qcMessage(summarise(files), files);
    expect(message).toContain('7 of 8 files failed');
    expect(message).toContain('f4 is bad.');
    expect(message).not.toContain('f5 is bad.');
    expect(message).toContain('And 2 more');
  });

  it('say where released data is, and what is not copied to a mirror', () => {
    const open = { id: 'abcdefg', policy: 'open' as const, fileCount: 2, totalBytes: 2000 };
    expect(releaseMessage(open, 'https://x')).toBe('2 files (2.0 kB) released over HTTPS: https://x/open/abcdefg/');
    expect(releaseMessage({ ...open, policy: 'embargo', embargoUntil: '2027-01-01T00:00:00Z' }, '')).toContain(
      '2027-01-01',
    );
    expect(mirrorMessage(open, '')).toContain('No mirror');
    expect(mirrorMessage({ ...open, policy: 'restricted' }, 'm')).toContain('not copied');
    expect(mirrorMessage(open, 'm')).toContain('mirror bucket m');
  });
});

it('identifiers have NeMO’s form', () => {
  expect(identifierOf('f'.repeat(64))).toMatch(/^nemo:fil-[0-9a-z]{7}$/);
  expect(identifierOf('0'.repeat(64))).toBe('nemo:fil-0000000');
});
