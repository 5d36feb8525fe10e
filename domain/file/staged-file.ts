import type { Named } from '../metadata/metadataset.ts';
import type { FileRecord } from './file.ts';

/** A file that is uploaded by itself, before it becomes part of a submission. */
export interface StagedFile extends FileRecord {
  uuid: string;
  /** e.g. DMF-01234567 */
  siteId: string;
  /** whose it is, as answers name people */
  submitter: Named;
  /** what the bytes must hash to, as announced: nothing else than the MD5 in lower case ever fits */
  md5: string;
  createdAt: string;
  /** SHA-256 (hexadecimal) of the secret that an upload through the service needs, and until when it is good */
  uploadTokenHash: string;
  uploadExpires: string;
  /** the bytes are those announced, and stay */
  contentUploaded?: true;
  /** where the hashing of a large file stands that S3 has not proved */
  hashing?: string;
  /** the submission that has taken the file; it counts once that submission is committed */
  claim?: string;
  /** epoch seconds: when the record goes, unless it is submitted before: see `stagedEnd` */
  ttl?: number;
  /** rises with every change, so that nobody overwrites what they have not read */
  revision: number;
}

/** How long an announcement's upload URL is good. */
export const UPLOAD_SECONDS = 86_400;

const DAY = 86_400;

/**
 * When the record of a file goes that nobody submits: with its bytes, which expire so many days after their upload has
 * begun, or some hours earlier.
 * @returns epoch seconds
 */
export const stagedEnd = (announced: Date, retentionDays: number): number =>
  Math.floor(announced.getTime() / 1000) + retentionDays * DAY;

/**
 * A file counts as gone a day before its record and its bytes go: what was submitted until then has that day for its
 * bytes to be released.
 */
export const hasEnded = ({ ttl }: Pick<StagedFile, 'ttl'>, now: Date): boolean =>
  ttl !== undefined && ttl - DAY <= now.getTime() / 1000;

/** An object key ends at 1,024 bytes, and the file's name goes into it. */
const LONGEST_NAME_BYTES = 900;

/** Why no file can be announced under this name; undefined where one can. */
export function stagedNameFault(name: string): string | undefined {
  if (name === '') return 'File names cannot be empty.';
  if (name === '.' || name === '..' || name.includes('/')) return `'${name}' names a directory, not a file.`;
  if (/\p{Cc}/u.test(name)) return 'File names cannot contain line breaks or other control characters.';
  if (!name.isWellFormed()) return 'File names must be Unicode text.';
  const bytes = new TextEncoder().encode(name).length;
  return bytes > LONGEST_NAME_BYTES
    ? `File names have at most ${LONGEST_NAME_BYTES} bytes; this has ${bytes}.`
    : undefined;
}

const MD5 = /^[0-9a-f]{32}$/;

/** The announced checksum in the form that S3 and QC check; nothing where it can be no MD5. */
export const checksumOf = (md5: string): Pick<FileRecord, 'checksum'> =>
  MD5.test(md5) ? { checksum: { algorithm: 'md5', value: md5 } } : {};
