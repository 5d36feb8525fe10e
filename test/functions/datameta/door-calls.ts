import { createHash } from 'node:crypto';
import { routes } from '../../../functions/datameta/routes.ts';
import type { Calls } from '../call-counter.ts';
import { ask, type Door, type InProcess } from '../in-process.ts';
import { FIELD, type Id } from './data.ts';

/** The rows of the table of DataMeta's costs in docs/data-model.md, each measured at the wire. */
export async function measureDatameta(functions: InProcess): Promise<Map<string, Calls>> {
  Object.assign(process.env, { SITE_NAME: 'Test site', MAIL_SENDER: 'data@example.org' });
  const door = { handler: await functions.load('datameta/index.ts'), routes };
  const measured = new Map<string, Calls>();
  const count: Count = async (name, work) => {
    const { result, ...calls } = await functions.counter.count(work);
    measured.set(name, calls);
    return result;
  };
  const token = await functions.tokenFor('owner', { siteRead: true });
  const service = await defineFields(functions, door, token);
  await files(door, token, count);
  await submission(door, token, count);
  await metadatasets(door, token, count, service);
  return measured;
}

type Count = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** @returns the UUID of a service whose user has the token */
async function defineFields(functions: InProcess, door: Door, token: string): Promise<string> {
  const admin = await functions.tokenFor('definer', { siteAdmin: true });
  const me = await ask<{ id: Id }>(door, 'GET /api/v1/rpc/whoami', { token });
  const { id: service } = await ask<{ id: Id }>(door, 'POST /api/v1/services', {
    token: admin,
    json: { name: 'Archive' },
  });
  await ask(door, `PUT /api/v1/services/${service.uuid}`, { token: admin, json: { userIds: [me.id.uuid] } });
  for (const field of [
    { name: 'ID', isSiteUnique: true },
    { name: 'File', isFile: true },
    { name: 'Accession', serviceId: service.uuid },
  ]) {
    await ask(door, 'POST /api/v1/metadata', { token: admin, json: { ...FIELD, ...field } });
  }
  return service.uuid;
}

interface Announced {
  id: Id;
  requestHeaders: Record<string, string>;
}

const announce = (door: Door, token: string, name: string) =>
  ask<Announced>(door, 'POST /api/v1/files', {
    token,
    json: { name, checksum: createHash('md5').update(name).digest('hex') },
  });

function send(door: Door, { id, requestHeaders }: Announced, text: string): Promise<unknown> {
  const form = new FormData();
  form.set('file', new Blob([text]), text);
  const headers = Object.fromEntries(
    Object.entries(requestHeaders).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return ask(door, `POST /api/v1/upload/${id.uuid}`, { form, headers, status: 204 });
}

const confirm = (door: Door, token: string, { uuid }: Id) =>
  ask(door, `PUT /api/v1/files/${uuid}`, { token, json: { contentUploaded: true } });

async function files(door: Door, token: string, count: Count): Promise<void> {
  const announced = await count('announce a file', () => announce(door, token, 'a.txt'));
  await count('send a file through the API', () => send(door, announced, 'a.txt'));
  await count('confirm a file', () => confirm(door, token, announced.id));
}

const stage = (door: Door, token: string, record: object) =>
  ask<{ id: Id }>(door, 'POST /api/v1/metadatasets', { token, json: { record } });

async function submission(door: Door, token: string, count: Count): Promise<void> {
  const names = Array.from({ length: 10 }, (_, index) => `file-${index}.txt`);
  const fileIds: string[] = [];
  const metadatasetIds: string[] = [];
  for (const name of names) {
    const announced = await announce(door, token, name);
    await send(door, announced, name);
    await confirm(door, token, announced.id);
    fileIds.push(announced.id.uuid);
    metadatasetIds.push((await stage(door, token, { ID: name, File: name })).id.uuid);
  }
  const json = { metadatasetIds, fileIds };
  await count('check 10 metadatasets and 10 files', () =>
    ask(door, 'POST /api/v1/presubvalidation', { token, json, status: 204 }),
  );
  await count('submit 10 metadatasets and 10 files', () => ask(door, 'POST /api/v1/submissions', { token, json }));
}

async function metadatasets(door: Door, token: string, count: Count, service: string): Promise<void> {
  const post = (ID: string) => stage(door, token, { ID });
  await count('definitions of metadata', () => ask(door, 'GET /api/v1/metadata', { token }));
  const { id } = await count('stage a metadataset', () => post('A'));
  const many = await Promise.all(Array.from({ length: 51 }, (_, index) => post(`B${index}`)));
  await ask(door, 'POST /api/v1/submissions', { token, json: { metadatasetIds: [id.uuid], fileIds: [] } });

  await count('read a metadataset', () => ask(door, `GET /api/v1/metadatasets/${id.uuid}`, { token }));
  await count('list metadatasets', () => ask(door, 'GET /api/v1/metadatasets', { token }));
  await count('list pending metadatasets', () => ask(door, 'GET /api/v1/pending/metadatasets', { token }));
  await count('search submitted metadatasets', () => ask(door, 'GET /api/v1/submitted-metadatasets', { token }));
  await count('execute a service', () =>
    ask(door, `POST /api/v1/service-execution/${service}/${id.uuid}`, {
      token,
      json: { record: { Accession: 'E' }, fileIds: [] },
    }),
  );
  await count('correct a metadataset', () =>
    ask(door, `POST /api/v1/metadatasets/${id.uuid}/correction`, { token, json: { record: { ID: 'C' } } }),
  );
  const [first, ...others] = many.map((set) => set.id.uuid);
  const gone = { token, status: 204 };
  await count('delete a metadataset', () => ask(door, `DELETE /api/v1/metadatasets/${first}`, gone));
  await count('delete 50 metadatasets', () =>
    ask(door, 'POST /api/v1/rpc/delete-metadatasets', { ...gone, json: { metadatasetIds: others } }),
  );
}
