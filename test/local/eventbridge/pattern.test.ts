import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../../local/eventbridge/pattern.ts';
import { compileSchedule } from '../../../local/eventbridge/schedule.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:a', 'arn:b'],
  detail: {
    bucket: { name: 'files' },
    object: { key: 'up/x.fastq.gz', size: 10 },
    reason: null,
    parts: [{ n: 1 }, { n: 2 }],
  },
};

describe('event patterns', () => {
  it.each([
    [{ source: ['aws.s3', 'other'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['files'] } } }, true],
    [{ source: ['aws.s3'], detail: { bucket: { name: ['others'] } } }, false],
    [{ resources: ['arn:b'] }, true],
    [{ detail: { parts: { n: [2] } } }, true],
    [{ detail: { reason: [null] } }, true],
    [{ detail: { object: { key: [{ prefix: 'up/' }] } } }, true],
    [{ detail: { object: { key: [{ prefix: { 'equals-ignore-case': 'UP/' } }] } } }, true],
    [{ detail: { object: { key: [{ suffix: '.gz' }] } } }, true],
    [{ detail: { object: { key: [{ suffix: '.bam' }] } } }, false],
    [{ detail: { object: { key: [{ wildcard: 'up/*.fastq.*' }] } } }, true],
    [{ detail: { object: { key: [{ wildcard: 'up/\\*' }] } } }, false],
    [{ detail: { bucket: { name: [{ 'equals-ignore-case': 'FILES' }] } } }, true],
    [{ detail: { bucket: { name: [{ 'anything-but': ['files', 'x'] }] } } }, false],
    [{ detail: { bucket: { name: [{ 'anything-but': 'others' }] } } }, true],
    [{ detail: { bucket: { name: [{ 'anything-but': { prefix: 'fi' } }] } } }, false],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { object: { size: [{ exists: true }] } } }, true],
    [{ detail: { object: { size: [{ numeric: ['>', 5, '<=', 10] }] } } }, true],
    [{ detail: { object: { size: [{ numeric: ['<', 10] }] } } }, false],
    [{ $or: [{ source: ['x'] }, { detail: { object: { size: [10] } } }] }, true],
    [{ $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(compileEventPattern(pattern, 'rule')(event)).toBe(expected);
  });

  it.each([[{ source: [{ cidr: '10.0.0.0/8' }] }], [{ detail: 'x' }], [{ a: [{ numeric: ['~', 1] }] }]])(
    '%j is refused',
    (pattern) => {
      expect(() => compileEventPattern(pattern, 'rule Listen')).toThrow('rule Listen');
    },
  );
});

describe('schedules', () => {
  it.each([
    ['rate(5 minutes)', '2026-11-21T10:00:00Z', '2026-11-21T10:05:00Z'],
    ['rate(1 day)', '2026-11-21T10:00:00Z', '2026-11-22T10:00:00Z'],
    ['cron(0 3 * * ? *)', '2026-11-21T03:00:00Z', '2026-11-22T03:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-21T10:14:59Z', '2026-11-21T10:15:00Z'],
    ['cron(30 8-10,20 ? * MON-FRI *)', '2026-11-20T10:31:00Z', '2026-11-20T20:30:00Z'],
    ['cron(30 8 ? * MON-FRI *)', '2026-11-20T10:31:00Z', '2026-11-23T08:30:00Z'],
    ['cron(0 0 1 JAN ? *)', '2026-11-21T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['cron(0 0 L * ? *)', '2027-02-01T00:00:00Z', '2027-02-28T00:00:00Z'],
    ['cron(0 12 29 2 ? *)', '2026-11-21T00:00:00Z', '2028-02-29T12:00:00Z'],
  ])('%s after %s fires at %s', (expression, after, expected) => {
    expect(compileSchedule(expression, 'rule')(new Date(after))).toEqual(new Date(expected));
  });

  it.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 3 * * ?)',
    'cron(0 3 ? * 2#1 *)',
    'cron(99 * * * ? *)',
    'at(2026-01-01T00:00:00)',
  ])('%s is refused', (expression) => {
    expect(() => compileSchedule(expression, 'rule Sweep')).toThrow('rule Sweep');
  });
});
