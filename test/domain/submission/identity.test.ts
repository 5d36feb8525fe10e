import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newIdentity, parseReference } from '../../../domain/submission/identity.ts';
import { SITE_IDS } from '../site-ids.ts';

const fresh = () => newIdentity(randomBytes, SITE_IDS);

describe('a new identity', () => {
  it('has an id that is easily read aloud, a UUID of version 8, and a site id', () => {
    for (let i = 0; i < 1000; i++) {
      const { id, uuid, siteId } = fresh();
      expect(id).toMatch(/^[23456789abcdefghijkmnopqrstuvwxyz]{7}$/);
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(siteId).toMatch(/^DMS-\d{8}$/);
    }
  });

  it('is not repeated: ten thousand ids and UUIDs are all different', () => {
    const identities = Array.from({ length: 10_000 }, fresh);
    expect(new Set(identities.map(({ uuid }) => uuid)).size).toBe(10_000);
    // 33^7 ids: a collision among 10,000 has a chance of one in a thousand
    expect(new Set(identities.map(({ id }) => id)).size).toBeGreaterThan(9_998);
  });

  it('keeps all other bits of the UUID random', () => {
    const zero = newIdentity((length) => new Uint8Array(length), SITE_IDS);
    const ones = newIdentity(
      (length) => new Uint8Array(length).map((_, index) => (length === 6 ? (index === 5 ? 1 : 0) : 255)),
      SITE_IDS,
    );
    expect(zero.uuid).toBe('00000000-0000-8000-8000-000000000000');
    expect(ones.uuid).toBe('00000000-1fff-8fff-bfff-ffffffffffff');
  });
});

describe('a reference', () => {
  it('leads from every name of a submission to its id', () => {
    for (let i = 0; i < 1000; i++) {
      const { id, uuid, siteId } = fresh();
      expect(parseReference(id)).toEqual({ kind: 'id', id });
      expect(parseReference(uuid)).toEqual({ kind: 'uuid', id, uuid });
      expect(parseReference(siteId)).toEqual({ kind: 'site', siteId });
    }
  });

  it('takes a UUID however it is spelled', () => {
    const { id, uuid } = fresh();
    const known = { kind: 'uuid', id, uuid };
    expect(parseReference(uuid.toUpperCase())).toEqual(known);
    expect(parseReference(uuid.replaceAll('-', ''))).toEqual(known);
    expect(parseReference(`urn:uuid:${uuid}`)).toEqual(known);
  });

  it.each(['', 'abc', 'abcdefgh', '../..', 'DMS-', 'ffffffff-ffff-8fff-8fff-ffffffffffff', 'a b c d'])(
    '%j is none',
    (text) => {
      expect(parseReference(text)).toBeUndefined();
    },
  );

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (text) => parseReference(text) !== null));
  });
});
