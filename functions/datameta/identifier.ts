import * as z from 'zod/mini';

/** How DataMeta names a thing: its UUID and, where it has one, its site id. An absent site id is no key, never null. */
export interface Identifier {
  uuid: string;
  site?: string;
}

export const identifier = () => z.strictObject({ uuid: z.string(), site: z.optional(z.string()) });

/** The identifier of a record that has a site id. */
export const identifierOf = ({ uuid, siteId }: { uuid: string; siteId: string }): Identifier => ({
  uuid,
  site: siteId,
});
