import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../../functions/datameta/routes.ts';
import type { Calls } from '../call-counter.ts';
import { tableOf } from '../document-table.ts';
import { ask, type Door, type InProcess, startInProcess } from '../in-process.ts';
import { FIELD, type Id } from './data.ts';

let functions: InProcess;
let door: Door;
const measured = new Map<string, Calls>();

async function count<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { result, ...calls } = await functions.counter.count(work);
  measured.set(name, calls);
  return result;
}

beforeAll(async () => {
  functions = await startInProcess();
  Object.assign(process.env, { SITE_NAME: 'Test site', MAIL_SENDER: 'data@example.org' });
  door = { handler: await functions.load('datameta/index.ts'), routes };
  await measure();
});
afterAll(() => functions.close());

async function measure(): Promise<void> {
  const admin = await functions.tokenFor('admin', { siteAdmin: true });
  const token = await functions.tokenFor('ada', { siteRead: true });
  const me = await ask<{ id: Id }>(door, 'GET /api/v1/rpc/whoami', { token });
  const { id: service } = await ask<{ id: Id }>(door, 'POST /api/v1/services', {
    token: admin,
    json: { name: 'Archive' },
  });
  await ask(door, `PUT /api/v1/services/${service.uuid}`, { token: admin, json: { userIds: [me.id.uuid] } });
  for (const field of [
    { name: 'ID', isSiteUnique: true },
    { name: 'Accession', serviceId: service.uuid },
  ]) {
    await ask(door, 'POST /api/v1/metadata', { token: admin, json: { ...FIELD, ...field } });
  }
  const post = (ID: string) => ask<{ id: Id }>(door, 'POST /api/v1/metadatasets', { token, json: { record: { ID } } });
  await count('definitions of metadata', () => ask(door, 'GET /api/v1/metadata', { token }));
  const { id } = await count('stage a metadataset', () => post('A'));
  const many = await Promise.all(Array.from({ length: 51 }, (_, index) => post(`B${index}`)));
  await ask(door, 'POST /api/v1/submissions', { token, json: { metadatasetIds: [id.uuid], fileIds: [] } });

  await count('read a metadataset', () => ask(door, `GET /api/v1/metadatasets/${id.uuid}`, { token }));
  await count('list metadatasets', () => ask(door, 'GET /api/v1/metadatasets', { token }));
  await count('list pending metadatasets', () => ask(door, 'GET /api/v1/pending/metadatasets', { token }));
  await count('search submitted metadatasets', () => ask(door, 'GET /api/v1/submitted-metadatasets', { token }));
  await count('execute a service', () =>
    ask(door, `POST /api/v1/service-execution/${service.uuid}/${id.uuid}`, {
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

it('costs what docs/data-model.md says', () => {
  const said = tableOf('DataMeta request', 'calls', 'depth', 'how').map(([name, calls, depth]) => [
    name,
    `${calls}/${depth}`,
  ]);
  const found = [...measured].map(([name, { total, depth }]) => [name, `${total}/${depth}`]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said));
});
