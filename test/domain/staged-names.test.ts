import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newNames, parseStagedReference } from '../../domain/staged-names.ts';
import { beginningOf } from '../../domain/uuid.ts';
import { SITE_IDS } from './site-ids.ts';

describe('the names of a metadataset or a file', () => {
  it('are a UUID of version 8 and a site id', () => {
    for (let i = 0; i < 1000; i++) {
      const { uuid, siteId } = newNames(SITE_IDS, 'file');
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(siteId).toMatch(/^DMF-\d{8}$/);
    }
  });

  it('share a number, however many digits it has and however they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 14 }), fc.boolean(), (digits, lower) => {
        const { uuid, siteId } = newNames({ ...SITE_IDS, digits }, 'metadataset');
        const written = (text: string) => (lower ? text.toLowerCase() : text.toUpperCase());
        const number = beginningOf(uuid);
        expect(parseStagedReference(written(uuid).replaceAll('-', ''))).toEqual({ number, name: { uuid } });
        expect(parseStagedReference(` ${written(siteId)} `)).toEqual({ number, name: { siteId } });
      }),
    );
  });

  it('differ where the site id is the same: whoever knows that does not know the UUID', () => {
    const none = (length: number) => new Uint8Array(length);
    expect(newNames(SITE_IDS, 'file', none)).toEqual({
      uuid: '00000000-0000-8000-8000-000000000000',
      siteId: 'DMF-00000000',
    });
    const same = (length: number) => (length === 6 ? none(6) : crypto.getRandomValues(new Uint8Array(length)));
    const uuids = Array.from({ length: 1000 }, () => newNames(SITE_IDS, 'file', same).uuid);
    expect(new Set(uuids).size).toBe(1000);
  });

  it.each(['', 'DMF-', 'DMF-12345', 'DMF-123456789012345', 'a.txt', '2345678'])('are not %j', (text) => {
    expect(parseStagedReference(text)).toBeUndefined();
  });
});
