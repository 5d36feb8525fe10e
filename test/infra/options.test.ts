import { describe, expect, it } from 'vitest';
import { readOptions } from '../../infra/options.ts';

const mailSender = 'data@example.org';

describe('readOptions', () => {
  it('fills in what is not given', () => {
    const options = readOptions({ mailSender, '@aws-cdk/core:flag': true, 'aws:cdk:x': 1 });
    expect(options.timers).toEqual({
      uploadReminderSeconds: 1_296_000,
      uploadDeadlineSeconds: 2_592_000,
      sweepMinutes: 15,
    });
    expect(options.ingest).toEqual({ shardFiles: 250, shardBytes: 8_589_934_592, sliceSeconds: 600 });
    expect(options.multipart).toEqual({ thresholdBytes: 104_857_600, partBytes: 16_777_216 });
    expect(options.siteName).toBe('Waybill');
    expect(options.mirror).toBeUndefined();
  });

  it('takes numbers and groups as text, as the command line gives them', () => {
    const options = readOptions({
      mailSender,
      logRetentionDays: '7',
      timers: '{"uploadReminderSeconds":5,"uploadDeadlineSeconds":"10"}',
    });
    expect(options.logRetentionDays).toBe(7);
    expect(options.timers).toMatchObject({ uploadReminderSeconds: 5, uploadDeadlineSeconds: 10, sweepMinutes: 15 });
  });

  it.each([
    ['an unknown option', { siteNmae: 'x' }, /siteNmae/],
    ['an unknown option in a group', { timers: { sweepSeconds: 1 } }, /timers.*sweepSeconds/s],
    ['a group that is not JSON', { timers: 'soon' }, /timers: is not JSON: soon/],
    ['an unusable number', { logRetentionDays: 'month' }, /logRetentionDays/],
    ['a sender that is no address', { mailSender: 'Waybill' }, /mailSender/],
    [
      'a certificate of another region',
      { domain: { name: 'a.org', certificateArn: 'arn:aws:acm:eu-west-1:1:c' } },
      /us-east-1/,
    ],
    [
      'a bucket that cannot be',
      { existing: '{"uploadBucket":"Not A Bucket"}' },
      /existing\.uploadBucket: must be the name/,
    ],
    ['a prefix without its hyphen', { siteIds: { file: 'CDF' } }, /siteIds\.file: must be 1 to 10 capital/],
    ['a prefix twice', { siteIds: '{"file":"DMG-"}' }, /siteIds\.group: 'DMG-' is the prefix of something else/],
    ['digits that run out', { siteIds: { digits: 3 } }, /siteIds\.digits/],
    ['a site URL with a slash at its end', { siteUrl: 'https://a.org/' }, /siteUrl: must not end with a slash/],
    ['a reminder after the deadline', { timers: { uploadReminderSeconds: 9_999_999 } }, /uploadReminderSeconds/],
    [
      'files that expire before the deadline',
      { uploadRetentionDays: 30 },
      /uploadRetentionDays: must be more than the 30/,
    ],
    ['a slice longer than a function may run', { ingest: { sliceSeconds: 900 } }, /ingest\.sliceSeconds/],
  ])('refuses %s', (_, context, message) => {
    expect(() => readOptions({ mailSender, ...context })).toThrow(message);
  });

  it('names every fault at once', () => {
    expect(() => readOptions({ throttle: { rate: 0 } })).toThrow(
      /mailSender[\s\S]*throttle\.rate|throttle\.rate[\s\S]*mailSender/,
    );
  });
});
