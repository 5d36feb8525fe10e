import { randomUUID, timingSafeEqual } from 'node:crypto';
import {
  changeStagedFile,
  findStagedFile,
  type StagedFileRow,
} from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { sha256Hex } from '../../../adapters/dynamodb/sha256.ts';
import { conflict, DomainError, invalid, notFound, unavailable } from '../../../domain/errors.ts';
import { stagedEnd } from '../../../domain/file/staged-file.ts';
import { stagedKeyOf } from '../../../domain/file/upload-reference.ts';
import { readForm } from '../../http/multipart.ts';
import { type Call, noContent, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { RELAYED, storeRelayed } from '../../uploads/relay.ts';
import { uploads } from '../buckets.ts';
import type { filesRoutes } from '../routes/files.ts';
import { config } from '../store.ts';

type Upload = Call<(typeof filesRoutes)['postUpload']> | Call<(typeof filesRoutes)['putUpload']>;

/** The client's form with its one file. */
export async function postUpload(call: Upload): Promise<Reply> {
  const file = await authorised(call);
  return store(file, await fileOfForm(call));
}

export async function putUpload(call: Upload): Promise<Reply> {
  return store(await authorised(call), call.rawBody);
}

/** Who has no good Access-Token does not learn that there is such a file. */
async function authorised(call: Upload): Promise<StagedFileRow> {
  const file = await findStagedFile(table, call.params['id'] ?? '');
  const offered = Buffer.from(sha256Hex(call.headers['access-token'] ?? ''));
  const wanted = Buffer.from(file?.uploadTokenHash ?? sha256Hex('no such file'));
  if (!timingSafeEqual(offered, wanted) || file === undefined || Date.parse(file.uploadExpires) <= Date.now()) {
    throw notFound('There is no upload here, or its Access-Token is not good (any more). Announce the file again.');
  }
  if (file.contentUploaded === true) throw confirmed();
  return file;
}

const confirmed = () => conflict('The upload of this file was confirmed: its data is final.');

async function fileOfForm({ rawBody, headers }: Upload): Promise<Buffer> {
  const field = 'file';
  try {
    const part = (await readForm(rawBody, headers['content-type'])).files[field];
    if (part !== undefined) return part.bytes;
  } catch (error) {
    if (error instanceof DomainError) throw invalid(error.message, { issues: [{ field, message: error.message }] });
    throw error;
  }
  const message = "Send the file as the part 'file' of a multipart/form-data body.";
  throw invalid(message, { issues: [{ field, message }] });
}

/** Every upload has an object of its own: of two at once, the one that is recorded last is the file, whole. */
async function store(file: StagedFileRow, bytes: Buffer): Promise<Reply> {
  await record(file, await storeRelayed(uploads, stagedKeyOf(file.uuid, randomUUID(), file.name), bytes));
  return noContent();
}

const TRIES = 8;

async function record(file: StagedFileRow, upload: Awaited<ReturnType<typeof storeRelayed>>): Promise<void> {
  let now: StagedFileRow | undefined = file;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (now === undefined) throw notFound('The file was deleted while it was uploaded.');
    if (now.contentUploaded === true) throw confirmed();
    const ttl = stagedEnd(new Date(), config.UPLOAD_RETENTION_DAYS);
    const changes = { ...upload, ...RELAYED, hashing: undefined, ttl };
    if ((await changeStagedFile(table, now, changes)) !== undefined) return;
    now = await findStagedFile(table, file.uuid);
  }
  throw unavailable('The file is being uploaded by others at the same time. Try again.', { retryAfter: 1 });
}
