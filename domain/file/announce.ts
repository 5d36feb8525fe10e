import { conflict, type Issue, invalid } from '../errors.ts';
import { sizeFault, storedNameOf } from '../gateway/input.ts';
import { hasSucceeded, type Submission } from '../submission/submission.ts';
import type { FileRecord } from './file.ts';
import { inputKeyOf, objectKeyOf } from './upload-reference.ts';

/** One call announces at most so many files: a transaction holds 100 items. */
export const ANNOUNCE_LIMIT = 100;
/** S3's largest object, 50,000 GB in 10,000 parts of at most 5 GiB. */
export const LARGEST_FILE_BYTES = 10_000 * 5 * 1024 ** 3;

export interface AnnouncedFile {
  /** the file's name; of an input its dataStorePath */
  name: string;
  /** of an input: how the file is named at its sender */
  fileName?: string | undefined;
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

/** Does a submission take inputs: to an assignment, and not started yet? */
export const takesInputs = ({ door, state }: Pick<Submission, 'door' | 'state'>): boolean =>
  door === 'gateway' && state === 'draft';

/** May files be announced now? Inputs before the start, others between the validated manifest and the last arrival. */
export function checkOpenForUpload(submission: Submission): void {
  if (takesInputs(submission)) return;
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

function faultOf(announced: AnnouncedFile, file: FileRecord | undefined, repeated: boolean): string | undefined {
  const { name, size, sha256 } = announced;
  if (repeated) return `'${name}' is named twice.`;
  if (file === undefined) return `The manifest does not name a file '${name}'.`;
  // an input can be replaced until the start
  if (file.input !== undefined) return sizeFault(name, size, file.input.maxBytes);
  if (file.state !== 'expected' && file.state !== 'announced') return `'${name}' has arrived already.`;
  const { checksum } = file;
  const differs = sha256 !== undefined && checksum?.algorithm === 'sha256' && checksum.value !== sha256;
  return differs ? `The manifest says that the SHA-256 of '${name}' is ${checksum.value}.` : undefined;
}

/**
 * Announcing the same file with the same size again goes on with the same upload (its URLs are renewed); with another
 * size it starts anew, under another object key. An input has no checksum in a manifest that would tell its bytes from
 * those that are to take their place, and lie under the old key already, perhaps: sent in one piece, it starts anew too,
 * unless its SHA-256 says that it is the same.
 */
export function planUpload(
  file: FileRecord,
  announced: AnnouncedFile,
  nonce: string,
  multipartThreshold: number,
): UploadPlan {
  const multipart = announced.size > multipartThreshold;
  const isTold = announced.sha256 !== undefined || file.uploadId !== undefined;
  const isOpen = file.input === undefined || (file.state === 'announced' && isTold);
  const same = isOpen && file.declaredSize === announced.size && file.declaredSha256 === announced.sha256;
  if (same && file.objectKey !== undefined && multipart === (file.uploadId !== undefined)) {
    const { objectKey, uploadId } = file;
    return { file: announced, objectKey, multipart, ...(uploadId !== undefined && { uploadId }) };
  }
  const keyOf = file.input === undefined ? objectKeyOf : inputKeyOf;
  return { file: announced, objectKey: keyOf(file.submissionId, nonce, file.key), multipart };
}

/** What the record of an input takes over of the file that is announced for it, whose bytes take the place of others. */
export function replacedInput(file: FileRecord, { fileName }: AnnouncedFile) {
  if (file.input === undefined) return {};
  const { fileName: _before, ...input } = file.input;
  return {
    name: storedNameOf(input.number, fileName ?? file.key),
    input: { ...input, ...(fileName !== undefined && { fileName }) },
    versionId: undefined,
    size: undefined,
    proved: undefined,
  };
}
