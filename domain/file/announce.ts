import { conflict, type Issue, invalid } from '../errors.ts';
import { hasSucceeded, type Submission } from '../submission/submission.ts';
import type { FileRecord } from './file.ts';
import { objectKeyOf } from './upload-reference.ts';

/** One call announces at most so many files: a transaction holds 100 items. */
export const ANNOUNCE_LIMIT = 100;
/** S3's largest object, 50,000 GB in 10,000 parts of at most 5 GiB. */
export const LARGEST_FILE_BYTES = 10_000 * 5 * 1024 ** 3;

export interface AnnouncedFile {
  name: string;
  /** bytes */
  size: number;
  /** hexadecimal */
  sha256?: string | undefined;
}

/** What an announcement makes of a file record. */
export interface UploadPlan {
  file: AnnouncedFile;
  objectKey: string;
  /** an upload in parts that is still open and can go on */
  uploadId?: string;
  multipart: boolean;
}

/** May files be announced now? Only between the validated manifest and the last arrival. */
export function checkOpenForUpload(submission: Submission): void {
  if (submission.state !== 'running') {
    throw conflict(`Submission ${submission.id} is ${submission.state}: it takes no more files.`);
  }
  if (!hasSucceeded(submission, 'manifest_validated')) {
    throw conflict('The manifest is still being checked. Announce the files in a few seconds.', { retryAfter: 2 });
  }
  if (submission.steps.upload_complete !== undefined) {
    throw conflict('Every file of this submission has arrived: nothing is left to upload.');
  }
}

/** All faults of an announcement at once: unknown names, repeated names, files that have arrived. */
export function checkAnnouncement(announced: readonly AnnouncedFile[], known: ReadonlyMap<string, FileRecord>): void {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  for (const [index, file] of announced.entries()) {
    const message = faultOf(file, known.get(file.name), seen.has(file.name));
    if (message !== undefined) issues.push({ message, field: `files.${index}`, value: file.name });
    seen.add(file.name);
  }
  if (issues.length > 0) throw invalid(`Nothing was announced. ${issues[0]?.message ?? ''}`, { issues });
}

function faultOf({ name, sha256 }: AnnouncedFile, file: FileRecord | undefined, repeated: boolean): string | undefined {
  if (repeated) return `'${name}' is named twice.`;
  if (file === undefined) return `The manifest does not name a file '${name}'.`;
  if (file.state !== 'expected' && file.state !== 'announced') return `'${name}' has arrived already.`;
  const { checksum } = file;
  const differs = sha256 !== undefined && checksum?.algorithm === 'sha256' && checksum.value !== sha256;
  return differs ? `The manifest says that the SHA-256 of '${name}' is ${checksum.value}.` : undefined;
}

/**
 * Announcing the same file with the same size again goes on with the same upload (its URLs are renewed); with another
 * size it starts anew, under another object key.
 */
export function planUpload(
  file: FileRecord,
  announced: AnnouncedFile,
  nonce: string,
  multipartThreshold: number,
): UploadPlan {
  const multipart = announced.size > multipartThreshold;
  const same = file.declaredSize === announced.size && file.declaredSha256 === announced.sha256;
  if (same && file.objectKey !== undefined && multipart === (file.uploadId !== undefined)) {
    const { objectKey, uploadId } = file;
    return { file: announced, objectKey, multipart, ...(uploadId !== undefined && { uploadId }) };
  }
  return { file: announced, objectKey: objectKeyOf(file.submissionId, nonce, file.name), multipart };
}
