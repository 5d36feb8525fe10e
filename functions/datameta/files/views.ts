import type { StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { identifierOf } from '../identifier.ts';

/** UTC without a zone, as DataMeta writes the times of uploads. */
export const naive = (iso: string): string => iso.replace(/Z$/, '');

/** The upload URL of a confirmed file is good for nothing, so it has no expiry; sizes are known from then on. */
export const fileView = (file: StagedFileRow) => ({
  id: identifierOf(file),
  name: file.name,
  contentUploaded: file.contentUploaded === true,
  checksum: file.md5,
  filesize: file.contentUploaded === true ? (file.size ?? null) : null,
  userId: identifierOf(file.submitter),
  expires: file.contentUploaded === true ? null : naive(file.uploadExpires),
});
