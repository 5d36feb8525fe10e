import type { GatewayInput } from '../gateway/input.ts';
import type { Check } from '../quality/inspect.ts';

/** Where a file stands. `failed` files keep the reason in `problem`; the bytes of `removed` ones were kept long enough. */
export const FILE_STATES = ['expected', 'announced', 'arrived', 'verified', 'released', 'failed', 'removed'] as const;
export type FileState = (typeof FILE_STATES)[number];

export interface Checksum {
  algorithm: 'md5' | 'sha256';
  /** lower-case hexadecimal */
  value: string;
}

/** One file of a submission, whichever door announced it. */
export interface FileRecord {
  submissionId: string;
  /** of the submission, repeated here so that an upload is authorised by the one read of its file */
  submitterId: string;
  groupId: string;
  /** unique within the submission: the file name for manifests, the dataStorePath for inputs of assignments */
  key: string;
  /** unique within the submission, too */
  name: string;
  /** of an input of an assignment: what its specification says of it */
  input?: GatewayInput;
  /** of an input: its submission has started with the bytes that it has, and takes no others */
  closed?: true;
  /** spreadsheet row of the manifest that names the file */
  row?: number;
  /** declared type, e.g. NeMO's File_type */
  type?: string;
  state: FileState;
  /** what the manifest says the bytes hash to */
  checksum?: Checksum;
  /** bytes, as announced by the uploader */
  declaredSize?: number;
  /** as announced by the uploader, hexadecimal */
  declaredSha256?: string;
  /** object key in the upload bucket; a new one for every announcement */
  objectKey?: string;
  /** S3's id of the multipart upload, while one is open */
  uploadId?: string;
  partSize?: number;
  /** the version that was confirmed: what is verified is what is released */
  versionId?: string;
  /** bytes, as stored */
  size?: number;
  /** checksums, hexadecimal, that S3 itself has verified against the stored bytes */
  proved?: Partial<Record<Checksum['algorithm'], string>>;
  problem?: string;
  /** what QC looked at and found */
  checks?: readonly Check[];
  releaseKey?: string;
  releaseVersionId?: string;
  mirrored?: boolean;
  identifier?: string;
}

/** Its bytes have come, whatever became of them since. */
export const hasArrived = ({ state }: Pick<FileRecord, 'state'>): boolean =>
  state !== 'expected' && state !== 'announced';

/** NeMO's words for the state of a file. */
export type FileStatus = 'COMPLETE' | 'FAILED' | 'IN_PROGRESS' | 'HOLD';
