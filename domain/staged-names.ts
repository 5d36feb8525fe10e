import type { Named } from './metadata/metadataset.ts';
import { type RandomBytes, secureBytes } from './random.ts';
import { mayBeSiteId, newSiteId, type SiteIds } from './site-id.ts';
import { beginningOf, canonicalUuid, uuidBeginning } from './uuid.ts';

/**
 * A metadataset, and a file that is announced by itself, has a UUID and a site id. The UUID begins with the number of the
 * site id, in 48 bits; 74 of its other bits are random. So a record that lies under that number is found by either name
 * with one read, and no two of a kind can have one site id, without a row for the site id.
 */
export function newNames(siteIds: SiteIds, kind: 'metadataset' | 'file', random: RandomBytes = secureBytes): Named {
  const siteId = newSiteId(siteIds, kind, random);
  return { uuid: uuidBeginning(digitsOf(siteId), random), siteId };
}

const HEX_DIGITS = 12;

const digitsOf = (siteId: string): string =>
  Number(siteId.slice(siteId.indexOf('-') + 1))
    .toString(16)
    .padStart(HEX_DIGITS, '0');

/** Which record can this reference name? By its number, and by the one name that the record must have. */
export interface StagedReference {
  number: string;
  name: Partial<Named>;
}

/** Understands UUIDs in any spelling and site ids in any case; undefined for what can be neither. */
export function parseStagedReference(text: string): StagedReference | undefined {
  const uuid = canonicalUuid(text);
  if (uuid !== undefined) return { number: beginningOf(uuid), name: { uuid } };
  const siteId = text.trim().toUpperCase();
  if (!mayBeSiteId(siteId)) return undefined;
  const digits = digitsOf(siteId);
  return { number: `${digits.slice(0, 8)}-${digits.slice(8)}`, name: { siteId } };
}
