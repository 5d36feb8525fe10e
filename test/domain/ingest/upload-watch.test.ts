import { describe, expect, it } from 'vitest';
import { nextLook, uploadWatch } from '../../../domain/ingest/upload-watch.ts';

const HOUR = 3600;
const at = (hours: number): Date => new Date(Date.parse('2027-01-01T00:00:00Z') + hours * HOUR * 1000);
/** reminder after 100 hours, deadline after 200 */
const watch = uploadWatch({ waitingSince: '2027-01-01T00:00:00Z' }, 100 * HOUR, 200 * HOUR);

describe('a submission that waits for its files', () => {
  it('has a reminder and a deadline, counted from when it began to wait', () => {
    expect(watch).toEqual({ remindAt: at(100), deadline: at(200) });
  });

  it.each([
    ['every six hours', at(10), false, at(16)],
    ['at the reminder', at(97), false, at(100)],
    ['every six hours after it', at(101), true, at(107)],
    ['five minutes after the deadline', at(199), true, at(200 + 1 / 12)],
    ['again and again, if it still waits after that', at(300), true, at(300 + 1 / 12)],
  ])('is looked at %s', (_when, now, reminded, next) => {
    expect(nextLook(watch, reminded, now)).toEqual(next);
  });
});
