import type { Checksum, FileRecord } from '../file/file.ts';
import { fileUrl } from '../submission/outputs.ts';
import { endedSteps, type NamedOutcome, type Policy, type Submission } from '../submission/submission.ts';

/** One released file, as a submitter can prove it to others: what, which bytes, where. */
export interface ReceiptFile {
  row: number | undefined;
  name: string;
  identifier: string;
  /** bytes */
  size: number;
  checksum: Checksum | null;
  /** version in the upload bucket that was verified, and in the release bucket that was made of it */
  versions: { verified: string | null; released: string | null };
  url: string;
}

export interface Receipt {
  submission: string;
  submissionReference: string;
  siteId: string;
  submitter: string;
  createdAt: string;
  releasedAt: string;
  policy: Policy | null;
  embargoUntil: string | null;
  licence: string | null;
  steps: NamedOutcome[];
  files: readonly ReceiptFile[];
}

export function receiptFile(
  submission: Pick<Submission, 'id' | 'policy'>,
  file: FileRecord,
  siteUrl: string,
): ReceiptFile {
  return {
    row: file.row,
    name: file.name,
    identifier: file.identifier ?? '',
    size: file.size ?? 0,
    checksum: file.checksum ?? null,
    versions: { verified: file.versionId ?? null, released: file.releaseVersionId ?? null },
    url: fileUrl(siteUrl, submission, file),
  };
}

export function receiptOf(submission: Submission, files: readonly ReceiptFile[], releasedAt: string): Receipt {
  return {
    submission: submission.id,
    submissionReference: submission.uuid,
    siteId: submission.siteId,
    submitter: submission.submitter,
    createdAt: submission.createdAt,
    releasedAt,
    policy: submission.policy ?? null,
    embargoUntil: submission.embargoUntil ?? null,
    licence: submission.licence ?? null,
    steps: endedSteps(submission),
    files,
  };
}
