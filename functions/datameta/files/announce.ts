import { createStagedFile } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { sha256Hex } from '../../../adapters/dynamodb/sha256.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { randomText } from '../../../domain/account/token.ts';
import { invalid, unavailable } from '../../../domain/errors.ts';
import {
  checksumOf,
  type StagedFile,
  stagedEnd,
  stagedNameFault,
  UPLOAD_SECONDS,
} from '../../../domain/file/staged-file.ts';
import { newNames } from '../../../domain/staged-names.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { filesRoutes } from '../routes/files.ts';
import { config } from '../store.ts';
import { naive } from '../times.ts';

const SECRET_LENGTH = 64;
/** Of eight digits, as usual, one in 100,000,000 is taken for each file that there is. */
const DRAWS = 10;

export async function announceFile(call: Call<(typeof filesRoutes)['announceFile']>): Promise<Reply> {
  checkName(call.body.name);
  const secret = randomText(SECRET_LENGTH);
  const file = await create(() => newFile(call.principal, call.body, secret));
  return ok({
    id: identifierOf(file),
    name: file.name,
    urlToUpload: `${config.SITE_URL}/api/v1/upload/${file.uuid}`,
    requestHeaders: { 'Access-Token': secret },
    userId: identifierOf(file.submitter),
    expires: naive(file.uploadExpires),
  });
}

/** @throws DomainError `invalid`, located, where no file can have this name */
export function checkName(name: string): void {
  const message = stagedNameFault(name);
  if (message !== undefined) throw invalid(message, { issues: [{ field: 'name', message }] });
}

async function create(make: () => StagedFile): Promise<StagedFile> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const file = make();
    if (await createStagedFile(table, file)) return file;
  }
  throw unavailable('No free site id was found for the file. Try again.', { retryAfter: 1 });
}

function newFile(
  { userId, uuid, siteId, groupId }: Principal,
  { name, checksum }: { name: string; checksum: string },
  secret: string,
): StagedFile {
  const now = new Date();
  const names = newNames(config.SITE_IDS, 'file');
  return {
    submissionId: '',
    submitterId: userId,
    groupId,
    key: names.uuid,
    name,
    state: 'expected',
    ...checksumOf(checksum),
    ...names,
    submitter: { uuid, siteId },
    md5: checksum,
    createdAt: now.toISOString(),
    uploadTokenHash: sha256Hex(secret),
    uploadExpires: new Date(now.getTime() + UPLOAD_SECONDS * 1000).toISOString(),
    ttl: stagedEnd(now, config.UPLOAD_RETENTION_DAYS),
    revision: 1,
  };
}
