import type { StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { identifierOf } from '../identifier.ts';
import { naive } from '../times.ts';

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
