import { hashObject } from '../../../adapters/content/hash.ts';
import { changeStagedFile, type StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { readRange } from '../../../adapters/s3/objects.ts';
import { conflict, invalid, unavailable } from '../../../domain/errors.ts';
import type { HashState } from '../../../domain/quality/hashing.ts';
import { table } from '../../table.ts';
import { settleStaged } from '../../uploads/staged-arrival.ts';
import { uploads } from '../buckets.ts';

/** A door's answer must come within 29 s: what is not hashed by then goes on with the next request. */
const HASH_SECONDS = 20;

export const changedMeanwhile = () => conflict('The file was changed by another request at the same time. Try again.');

/** The file with its bytes, which may have been sent to S3 directly and not been noticed yet. */
export async function withBytes(file: StagedFileRow): Promise<StagedFileRow> {
  const now = await settleStaged(table, uploads, file);
  if (now.versionId !== undefined) return now;
  const message = 'No data has been uploaded for this file.';
  throw invalid(message, { issues: [{ field: 'contentUploaded', message }] });
}

/**
 * The file with the MD5 of its bytes. Only what was sent in parts has to be read for it; hashing that takes longer than
 * a request goes on where it stopped when the caller asks again.
 */
export async function withMd5(file: StagedFileRow): Promise<StagedFileRow> {
  const { objectKey = '', versionId = '', size = 0 } = file;
  if (file.proved?.md5 !== undefined) return file;
  const end = Date.now() + HASH_SECONDS * 1000;
  const result = await hashObject({
    read: (start, stop) => readRange({ bucket: uploads, key: objectKey, versionId, start, end: stop }),
    size,
    algorithms: ['md5'],
    deadline: () => Date.now() >= end,
    ...(file.hashing !== undefined && { state: JSON.parse(file.hashing) as HashState }),
  });
  const changes = result.done
    ? { proved: { ...file.proved, ...result.digests }, hashing: undefined }
    : { hashing: JSON.stringify(result.state) };
  const changed = await changeStagedFile(table, file, changes);
  if (changed === undefined) throw changedMeanwhile();
  if (result.done) return changed;
  const message = `The checksum of the uploaded data is being computed: ${result.state.offset} of ${size} bytes so far. Confirm again.`;
  throw unavailable(message, { retryAfter: 1 });
}
