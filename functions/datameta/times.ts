/** UTC without a zone, as DataMeta writes when keys and upload URLs expire. */
export const naive = (iso: string): string => iso.replace(/Z$/, '');
