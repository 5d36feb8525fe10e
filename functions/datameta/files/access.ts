import { listServices } from '../../../adapters/dynamodb/datameta/service-store.ts';
import {
  findStagedFile,
  type StagedFileRow,
  submittedAmong,
} from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { forbidden, notFound } from '../../../domain/errors.ts';
import { isUserOf } from '../../../domain/metadata/service.ts';
import { table } from '../../table.ts';
import { notModifiable } from '../error-shape.ts';
import { identifierOf } from '../identifier.ts';
import { config } from '../store.ts';

const unknown = () =>
  notFound(
    `There is no such file. What nobody submits goes ${config.UPLOAD_RETENTION_DAYS - 1} days after its upload.`,
  );
const notYours = () => forbidden('This file is not yours.');

export async function fileOf(params: Readonly<Record<string, string>>): Promise<StagedFileRow> {
  const file = await findStagedFile(table, params['id'] ?? '');
  if (file === undefined) throw unknown();
  return file;
}

export const isSubmitted = async (file: StagedFileRow): Promise<boolean> =>
  (await submittedAmong(table, [file])).has(file.uuid);

/** What is not submitted belongs to whoever announced it, and to nobody else. */
export async function ownFile(principal: Principal, params: Readonly<Record<string, string>>): Promise<StagedFileRow> {
  const file = await fileOf(params);
  if (file.submitterId === principal.userId) return file;
  throw notYours();
}

/** Submitted files: for the group of their submission, site readers and users of services. */
export async function visibleFile(
  principal: Principal,
  params: Readonly<Record<string, string>>,
): Promise<{ file: StagedFileRow; submitted: boolean }> {
  const file = await fileOf(params);
  const submitted = await isSubmitted(file);
  if (!submitted && file.submitterId === principal.userId) return { file, submitted };
  if (submitted && (await maySeeSubmitted(principal, file))) return { file, submitted };
  throw notYours();
}

async function maySeeSubmitted(principal: Principal, { groupId }: StagedFileRow): Promise<boolean> {
  if (groupId === principal.groupId || principal.siteRead) return true;
  return (await listServices(table)).some((service) => isUserOf(service, principal));
}

/** Of several files at once: the first that is unknown, another's or submitted refuses all. */
export async function deletable(
  principal: Principal,
  references: readonly string[],
  files: ReadonlyMap<string, StagedFileRow>,
): Promise<StagedFileRow[]> {
  const rows = references.map((reference) => files.get(reference));
  if (rows.includes(undefined)) throw unknown();
  const found = [...new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.uuid, row] as const]))).values()];
  if (found.some((row) => row.submitterId !== principal.userId)) throw notYours();
  const submitted = await submittedAmong(table, found);
  const final = found.find((row) => submitted.has(row.uuid));
  if (final !== undefined) throw notModifiable(identifierOf(final));
  return found;
}
