/** Announced manifests are no larger than what the table reader takes. */
export const LARGEST_MANIFEST_BYTES = 64 * 1024 * 1024;

const REFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The object key of a manifest that a user uploads ahead of its submission. The reference is the random part; the
 * user's id is in the key, so that a reference finds nothing of anybody else's. Undefined: that is no reference.
 */
export const manifestKey = (userId: string, reference: string): string | undefined =>
  REFERENCE.test(reference) ? `manifests/${userId}/${reference}` : undefined;
