import { createHash } from 'node:crypto';
import { NO_RULE } from './metadatum.ts';
import type { DatametaSite, Somebody } from './site.ts';

export interface Id {
  uuid: string;
  site: string;
}

/** A metadataset as the door answers it. */
export interface SetAnswer {
  record: Record<string, string | null>;
  fileIds: Record<string, Id | null>;
  serviceExecutions: Record<string, { serviceExecutionId: { uuid: string }; serviceId: Id; userId: Id } | null> | null;
  id: Id;
  submissionId: Id | null;
  userId: Id;
}

/** A metadatum without any rule. */
export const FIELD = { ...NO_RULE, name: 'ID', example: 'AB12' };

export async function define(
  site: DatametaSite,
  admin: Somebody,
  ...fields: Partial<typeof FIELD>[]
): Promise<string[]> {
  const uuids: string[] = [];
  for (const field of fields) {
    const { status, body } = await site.ask<{ id: Id }>('POST /api/v1/metadata', {
      token: admin.token,
      json: { ...FIELD, ...field },
    });
    if (status !== 200) throw new Error(`The definition was refused: ${JSON.stringify(body)}`);
    uuids.push(body.id.uuid);
  }
  return uuids;
}

/** @throws Error where it is refused */
export async function stage(site: DatametaSite, { token }: Somebody, record: object): Promise<Id> {
  const { status, body } = await site.ask<SetAnswer>('POST /api/v1/metadatasets', { token, json: { record } });
  if (status !== 200) throw new Error(`Staging was refused: ${JSON.stringify(body)}`);
  return body.id;
}

export async function stageFile(site: DatametaSite, { token }: Somebody, name: string, text = name): Promise<Id> {
  const checksum = createHash('md5').update(text).digest('hex');
  const announced = await site.ask<{ id: Id; requestHeaders: Record<string, string> }>('POST /api/v1/files', {
    token,
    json: { name, checksum },
  });
  const { id, requestHeaders } = announced.body;
  const headers = Object.fromEntries(Object.entries(requestHeaders).map(([key, value]) => [key.toLowerCase(), value]));
  await site.ask(`PUT /api/v1/upload/${id.uuid}`, { raw: text, headers });
  const confirmed = await site.ask(`PUT /api/v1/files/${id.uuid}`, { token, json: { contentUploaded: true } });
  if (confirmed.status !== 200) throw new Error(`The file was not confirmed: ${JSON.stringify(confirmed.body)}`);
  return id;
}

/** @throws Error where it is refused */
export async function submit(site: DatametaSite, { token }: Somebody, sets: Id[], files: Id[] = []): Promise<Id> {
  const json = { metadatasetIds: sets.map(({ uuid }) => uuid), fileIds: files.map(({ uuid }) => uuid) };
  const { status, body } = await site.ask<{ id: Id }>('POST /api/v1/submissions', { token, json });
  if (status !== 200) throw new Error(`The submission was refused: ${JSON.stringify(body)}`);
  return body.id;
}

export async function makeService(site: DatametaSite, admin: Somebody, name: string, users: Somebody[]): Promise<Id> {
  const { token } = admin;
  const { body } = await site.ask<{ id: Id }>('POST /api/v1/services', { token, json: { name } });
  const json = { userIds: users.map(({ account }) => account.uuid) };
  const { status } = await site.ask(`PUT /api/v1/services/${body.id.uuid}`, { token, json });
  if (status !== 200) throw new Error('The users of the service were not set.');
  return body.id;
}
