import { describe, expect, test } from 'vitest';
import { nameParts } from '../../../domain/account/account.ts';
import { expiryOf } from '../../../domain/account/api-token.ts';
import { passwordIssues } from '../../../domain/account/password.ts';
import {
  forbiddenFields,
  mayCreateAccount,
  mayReadAccount,
  seesPrivateFields,
} from '../../../domain/account/permissions.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { addressSubject, counterOf, SIGN_IN_BY_NAME } from '../../../domain/account/throttle.ts';

const NOW = new Date('2027-03-01T12:00:00Z');

describe('when a token ends', () => {
  test.each([
    ['the longest life where nothing is asked', undefined, '2028-02-29T12:00:00.000Z'],
    ['a bare date after that day is over everywhere on earth', '2027-03-01', '2027-03-02T12:00:00.000Z'],
    ['a time with an offset', '2027-04-01T10:00:00+02:00', '2027-04-01T08:00:00.000Z'],
    ['an offset without a colon', '2027-04-01T10:00:00+0200', '2027-04-01T08:00:00.000Z'],
    ['a time without an offset, in UTC', '2027-04-01T10:00:00', '2027-04-01T10:00:00.000Z'],
    ['a blank between date and time, and a fraction', '2027-04-01 10:00:00.123456', '2027-04-01T10:00:00.123Z'],
    ['the last day that is allowed', '2028-02-29', '2028-03-01T12:00:00.000Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s', (_, expires, end) => {
    expect(expiryOf(expires, NOW, 365).toISOString()).toBe(end);
  });

  test.each(['2027-02-29', '2027-04-31T00:00:00Z', '2027-13-01', '2027-3-1', 'tomorrow', '', '2027-04-01T25:00:00Z'])(
    '%j is no date',
    (expires) => {
      expect(() => expiryOf(expires, NOW, 365)).toThrow('Wrong datetime format. Please use isoformat.');
    },
  );

  test('nothing beyond the longest life', () => {
    const message = /exceeded the max allowed expiration period, which is 30 days/;
    expect(() => expiryOf('2027-04-01', NOW, 30)).toThrow(message);
    expect(() => expiryOf('2027-03-31T12:00:01Z', NOW, 30)).toThrow(message);
    expect(expiryOf('2027-03-31T12:00:00Z', NOW, 30)).toEqual(new Date('2027-03-31T12:00:00Z'));
  });
});

describe('a password', () => {
  test.each([
    ['Abcdefghi1', []],
    ['Ünïcödéß12', []],
    ['Abcdefgh1', ['length']],
    ['abcdefghi1', ['uppercase']],
    ['ABCDEFGHI1', ['lowercase']],
    ['Abcdefghij', ['digit']],
    ['', ['length', 'uppercase', 'lowercase', 'digit']],
    [`Aa1${'x'.repeat(125)}`, []],
    [`Aa1${'x'.repeat(126)}`, ['maxLength']],
    // five characters of two code units each
    ['😀😀😀😀😀Aa1', ['length']],
  ])('%s breaks %j', (password, rules) => {
    expect(passwordIssues(password).map((issue) => issue.rule)).toEqual(rules);
  });
});

describe('first and last name', () => {
  test.each([
    ['Jane Doe', 'Jane', 'Doe'],
    ['Jane Mary van Doe', 'Jane Mary van', 'Doe'],
    ['Doe, Jane', 'Jane', 'Doe'],
    ['Madonna', 'Madonna', ''],
    ['  Jane   Doe ', 'Jane', 'Doe'],
  ])('of %j', (fullName, first, last) => {
    expect(nameParts(fullName)).toEqual({ first, last });
  });
});

describe('whom an address counts for', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s', (address, subject) => {
    expect(addressSubject(address)).toBe(subject);
  });

  test('a window ends at a multiple of its length', () => {
    const counter = counterOf(SIGN_IN_BY_NAME, 'jdoe', new Date('2027-03-01T12:14:59Z'));
    expect(new Date(counter.endsAt * 1000).toISOString()).toBe('2027-03-01T12:15:00.000Z');
    expect(counterOf(SIGN_IN_BY_NAME, 'jdoe', new Date('2027-03-01T12:15:00Z')).window).not.toBe(counter.window);
  });
});

describe('who may do what', () => {
  const user = (userId: string, groupId: string, roles: Partial<Principal> = {}): Principal => ({
    userId,
    groupId,
    uuid: '',
    siteId: '',
    username: '',
    email: '',
    fullName: '',
    groupAdmin: false,
    siteAdmin: false,
    siteRead: false,
    ...roles,
  });
  const plain = user('plain', 'A');
  const admin = user('admin', 'A', { groupAdmin: true });
  const site = user('site', 'S', { siteAdmin: true });
  const reader = user('reader', 'S', { siteRead: true });
  const other = user('other', 'B');

  test('reading an account: oneself, the admin of the group, site admins, site readers', () => {
    const readers = [plain, admin, site, reader, other].filter((who) => mayReadAccount(who, plain));
    expect(readers).toEqual([plain, admin, site, reader]);
    const seers = [plain, admin, site, reader, other].filter((who) => seesPrivateFields(who, plain));
    expect(seers).toEqual([plain, admin, site]);
  });

  test('changing an account: every field has its own rule', () => {
    const everything = {
      fullName: 'x',
      groupId: 'B',
      siteRead: true,
      siteAdmin: true,
      groupAdmin: true,
      enabled: false,
    };
    expect(forbiddenFields(site, plain, everything)).toEqual([]);
    expect(forbiddenFields(site, site, everything)).toEqual(['siteAdmin', 'enabled']);
    expect(forbiddenFields(admin, plain, everything)).toEqual(['groupId', 'siteRead', 'siteAdmin']);
    expect(forbiddenFields(plain, plain, everything)).toHaveLength(5);
    for (const who of [reader, other]) expect(forbiddenFields(who, plain, everything)).toHaveLength(6);
    expect(forbiddenFields(other, plain, {})).toEqual([]);
    expect(forbiddenFields(other, plain, { fullName: undefined })).toEqual([]);
  });

  test('opening an account: site roles are given by site admins only', () => {
    const inA = { groupId: 'A', siteAdmin: false, siteRead: false };
    expect([plain, admin, site, reader, other].filter((who) => mayCreateAccount(who, inA))).toEqual([admin, site]);
    expect(mayCreateAccount(admin, { ...inA, siteRead: true })).toBe(false);
    expect(mayCreateAccount(admin, { ...inA, groupId: '' })).toBe(false);
    expect(mayCreateAccount(site, { ...inA, siteAdmin: true })).toBe(true);
  });
});
