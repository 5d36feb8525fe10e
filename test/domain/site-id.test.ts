import { expect, it } from 'vitest';
import { mayBeSiteId, newSiteId, repeatedPrefix } from '../../domain/site-id.ts';
import { SITE_IDS } from './site-ids.ts';

it('a site id has the prefix of its kind and always eight digits', () => {
  const ids = Array.from({ length: 2000 }, () => newSiteId(SITE_IDS, 'user'));
  for (const id of ids) expect(id).toMatch(/^DMU-[0-9]{8}$/);
  expect(new Set(ids.map((id) => id.charAt(4))).size).toBe(10);
});

it('looks as the site configures it', () => {
  const siteIds = { ...SITE_IDS, metadataset: 'CDM-', digits: 12 };
  const none = (length: number) => new Uint8Array(length);
  expect(newSiteId(siteIds, 'metadataset', none)).toBe('CDM-000000000000');
  expect(newSiteId(siteIds, 'file')).toMatch(/^DMF-\d{12}$/);
});

it('is told from every other name of a submission', () => {
  expect(['DMS-01234567', 'cdx1-123456'].map(mayBeSiteId)).toEqual([true, true]);
  expect(
    ['DMS01234567', '2345678', 'DMS-', 'DMS-12345', '01234567-0123-8123-8123-012345678901'].filter(mayBeSiteId),
  ).toEqual([]);
});

it('names the kind that has the prefix of another', () => {
  expect(repeatedPrefix(SITE_IDS)).toBeUndefined();
  expect(repeatedPrefix({ ...SITE_IDS, user: 'DMF-' })).toBe('user');
});
