import { changeStagedFile, type StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { conflict } from '../../../domain/errors.ts';
import { checksumOf } from '../../../domain/file/staged-file.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { table } from '../../table.ts';
import { notModifiable } from '../error-shape.ts';
import { identifierOf } from '../identifier.ts';
import type { filesRoutes } from '../routes/files.ts';
import { ownFile } from './access.ts';
import { checkName } from './announce.ts';
import { changedMeanwhile, withBytes, withMd5 } from './stored.ts';
import { fileView } from './views.ts';

type Body = Call<(typeof filesRoutes)['updateFile']>['body'];

/** Corrects name and checksum, confirms the upload, or both at once; a refusal leaves all as it was. */
export async function updateFile(call: Call<(typeof filesRoutes)['updateFile']>): Promise<Reply> {
  const file = await ownFile(call.principal, call.params);
  if (file.contentUploaded === true) throw notModifiable(identifierOf(file));
  if (call.body.name !== undefined) checkName(call.body.name);
  const changed = call.body.contentUploaded === true ? await confirm(file, call.body) : await correct(file, call.body);
  return ok(fileView(changed));
}

const corrections = ({ name, checksum }: Body) => ({
  ...(name !== undefined && { name }),
  ...(checksum !== undefined && { md5: checksum, checksum: undefined, ...checksumOf(checksum) }),
});

async function correct(file: StagedFileRow, body: Body): Promise<StagedFileRow> {
  const changes = corrections(body);
  if (Object.keys(changes).length === 0) return file;
  // a URL that is signed for the old checksum must not prove the new one
  const voids = body.checksum !== undefined && body.checksum !== file.md5 && file.state === 'announced';
  const announcement = { state: 'expected' as const, objectKey: undefined, uploadId: undefined, partSize: undefined };
  const changed = await changeStagedFile(table, file, { ...changes, ...(voids && announcement) });
  if (changed === undefined) throw changedMeanwhile();
  return changed;
}

async function confirm(file: StagedFileRow, body: Body): Promise<StagedFileRow> {
  const stored = await withMd5(await withBytes(file));
  const announced = body.checksum ?? stored.md5;
  if (stored.proved?.md5 !== announced) {
    const found = stored.proved?.md5 ?? 'unknown';
    const message = `The MD5 of the uploaded data is ${found}; announced was ${announced}. Upload the file again, or correct its checksum.`;
    throw conflict(message, { issues: [{ message, field: 'checksum', entity: identifierOf(file) }] });
  }
  const changed = await changeStagedFile(table, stored, { ...corrections(body), contentUploaded: true });
  if (changed === undefined) throw changedMeanwhile();
  return changed;
}
