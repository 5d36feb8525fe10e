import * as z from 'zod/mini';
import { type RandomBytes, randomBelow, secureBytes } from './random.ts';

/**
 * What has a site id, DataMeta's name for people to read and type. The prefix ends in a hyphen, so that no site id can
 * be taken for an id of another kind, and is written in capitals: readers accept any case.
 */
const prefix = (usual: string) =>
  z._default(
    z
      .string()
      .check(
        z.regex(
          /^[A-Z][A-Z0-9]{0,9}-$/,
          'must be 1 to 10 capital letters and digits, the first a letter, and a hyphen',
        ),
      ),
    usual,
  );

const prefixes = () => ({
  submission: prefix('DMS-'),
  metadataset: prefix('DMR-'),
  file: prefix('DMF-'),
  service: prefix('DMP-'),
  user: prefix('DMU-'),
  group: prefix('DMG-'),
});

/** How a site makes its site ids. Ids that were made otherwise before stay good: nothing is recognised by its prefix. */
export const siteIdsShape = () => ({
  ...prefixes(),
  /** random digits after the prefix: six are enough for some thousand records of a kind; a draw is below 2^48 */
  digits: z._default(z.coerce.number().check(z.int(), z.minimum(6), z.maximum(14)), 8),
});

export type SiteIds = z.output<z.ZodMiniObject<ReturnType<typeof siteIdsShape>>>;
export type SiteIdKind = keyof ReturnType<typeof prefixes>;

/** The kind whose prefix another one has as well. */
export function repeatedPrefix(siteIds: SiteIds): SiteIdKind | undefined {
  const kinds = Object.keys(prefixes()) as SiteIdKind[];
  return kinds.find((kind, i) => kinds.slice(0, i).some((other) => siteIds[other] === siteIds[kind]));
}

/** Draws a site id, e.g. DMS-01234567. Uniqueness is a matter of the store. */
export function newSiteId(siteIds: SiteIds, kind: SiteIdKind, random: RandomBytes = secureBytes): string {
  const { digits } = siteIds;
  return siteIds[kind] + String(randomBelow(10 ** digits, random)).padStart(digits, '0');
}

/** Can this text be a site id, of this or an earlier configuration? */
export const mayBeSiteId = (text: string): boolean => /^[A-Z][A-Z0-9]{0,9}-[0-9]{6,14}$/i.test(text);
