/**
 * The name of one file's upload in URLs: where its record lies, so that reading it costs one call. Callers take it as
 * opaque.
 */
export interface UploadReference {
  submissionId: string;
  fileKey: string;
}

export function formatUpload({ submissionId, fileKey }: UploadReference): string {
  return `${submissionId}.${Buffer.from(fileKey, 'utf8').toString('base64url')}`;
}

/** @returns undefined for what never was an upload's name */
export function parseUpload(text: string): UploadReference | undefined {
  const match = /^([a-z0-9]{7})\.([A-Za-z0-9_-]+)$/.exec(text);
  if (match === null) return undefined;
  const [, submissionId = '', encoded = ''] = match;
  return { submissionId, fileKey: Buffer.from(encoded, 'base64url').toString('utf8') };
}

/** Object keys begin with a random id, so that S3 can spread them over partitions; the nonce makes each one new. */
export const objectKeyOf = (submissionId: string, nonce: string, name: string): string =>
  `${submissionId}/${nonce}/${name}`;

/** An input is named by a path, which need not fit into an object key: it goes there encoded. */
export const inputKeyOf = (submissionId: string, nonce: string, path: string): string =>
  `${submissionId}/${nonce}/input/${Buffer.from(path, 'utf8').toString('base64url')}`;

const STAGED = 'staged';

/** Uploads of staged files have names of the same kind: `staged.` and the file's UUID. */
export const formatStagedUpload = (uuid: string): string => `${STAGED}.${uuid}`;

/** @returns the UUID of a staged file; undefined for the upload of a submission's file */
export const parseStagedUpload = (text: string): string | undefined => /^staged\.([0-9a-f-]{36})$/.exec(text)?.[1];

export const stagedKeyOf = (uuid: string, nonce: string, name: string): string => `${STAGED}/${uuid}/${nonce}/${name}`;

/** The staged file that an object of the upload bucket belongs to. */
export const stagedFileOfObject = (key: string): string | undefined => /^staged\/([0-9a-f-]{36})\//.exec(key)?.[1];

/** The file that an object of the upload bucket belongs to; undefined for manifests and whatever else lies there. */
export function fileOfObject(key: string): UploadReference | undefined {
  const input = /^([a-z0-9]{7})\/[^/]+\/input\/([A-Za-z0-9_-]+)$/.exec(key);
  if (input !== null) {
    const [, submissionId = '', encoded = ''] = input;
    return { submissionId, fileKey: Buffer.from(encoded, 'base64url').toString('utf8') };
  }
  const match = /^([a-z0-9]{7})\/[^/]+\/([^/]+)$/.exec(key);
  if (match === null) return undefined;
  const [, submissionId = '', fileKey = ''] = match;
  return { submissionId, fileKey };
}
