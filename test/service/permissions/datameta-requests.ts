import { randomUUID } from 'node:crypto';
import { expectOk, type Sent } from '../client.ts';
import { formOf, type Identifier } from '../datameta/staging.ts';
import { PASSWORD } from '../people.ts';
import { type DatametaWorld, definition, someName, stagePair, submitPair } from './datameta-world.ts';
import type { Build, Request } from './requests.ts';
import type { Role } from './table.ts';
import type { World } from './world.ts';

/** Nobody has it. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

const at =
  (path: string): Build =>
  () => ({ path });
const post = (path: string, body: object): Request => ({ path, sent: { method: 'POST', body } });
const put = (path: string, body: object): Request => ({ path, sent: { method: 'PUT', body } });

/** The record that a row asks for, by what the row calls it. */
const record = (kind: 'Set' | 'File', { datameta }: World, on: string): string =>
  ({ pending: datameta[`pending${kind}`], submitted: datameta[`submitted${kind}`] })[on] ?? NOBODY;

/** The owner deletes one of their own each time; all others try their luck with the same one. */
async function deletable(kind: 'Set' | 'File', world: World, role: Role, on: string): Promise<string> {
  if (role !== 'owner' || on !== 'pending') return record(kind, world, on);
  const made = await stagePair(world.callers.owner, world.datameta.fileField);
  return kind === 'Set' ? made.set : made.file;
}

const read =
  (kind: 'Set' | 'File', prefix: string, rest = ''): Build =>
  (world, _, on) => ({ path: `${prefix}/${record(kind, world, on)}${rest}` });
const drop =
  (kind: 'Set' | 'File', prefix: string): Build =>
  async (world, role, on) => ({
    path: `${prefix}/${await deletable(kind, world, role, on)}`,
    sent: { method: 'DELETE' },
  });

const userIn = (world: World, role: Role, on: string): string =>
  ({ owner: world.ownerId, oneself: world.callers[role].id ?? NOBODY, 'a site admin': world.lateId, nobody: NOBODY })[
    on
  ] ?? world.ownerId;

function changeOfUser(world: World, role: Role, on: string): Request {
  const changes: Record<string, object> = {
    groupId: { groupId: world.group },
    enabled: { enabled: true },
    'a site admin': { enabled: true },
    name: { name: 'Ada King' },
    nobody: { name: 'X' },
    // rights that nobody takes from or gives to themselves
    oneself: { siteAdmin: role !== 'admin', enabled: false },
  };
  return put(`/api/v1/users/${userIn(world, role, on)}`, changes[on] ?? { [on]: false });
}

const form = (email: string, where: object) => ({
  name: 'Jane',
  email,
  org_select: null,
  org_create: null,
  org_new_name: null,
  check_user_agreement: null,
  ...where,
});

/** Those who may decide each get one of their own. An address may ask for 20 in an hour. */
const waiting = new Map<string, string>();
async function registration({ callers, root, group }: World, role: Role, on: string): Promise<string> {
  const decider = role === 'admin' || (role === 'gadmin' && on === "group's") ? role : 'others';
  const known = waiting.get(`${on} ${decider}`);
  if (known !== undefined && decider === 'others') return known;
  const email = `${someName()}@example.org`;
  const where = on === "group's" ? { org_select: group } : { org_create: 'yes', org_new_name: email };
  await expectOk(callers.anon, '/api/v1/registrations', { body: form(email, where) });
  const all = await expectOk<{ id: Identifier; email: string }[]>(root, '/api/v1/registrations');
  const uuid = all.find((one) => one.email === email)?.id.uuid ?? '';
  waiting.set(`${on} ${decider}`, uuid);
  return uuid;
}

const decide =
  (what: string): Build =>
  async (world, role, on) =>
    post(`/api/v1/registrations/${await registration(world, role, on)}/${what}`, {});

async function deleteKey({ callers }: World, on: string): Promise<Request> {
  const made = () => expectOk<{ id: Identifier }>(callers.owner, '/api/v1/keys', { body: { label: 'x' } });
  return { path: `/api/v1/keys/${on === "owner's" ? (await made()).id.uuid : NOBODY}`, sent: { method: 'DELETE' } };
}

/** Whoever may correct gets one of their own: it is superseded once. */
async function correct(world: World, role: Role, on: string): Promise<Request> {
  const { fileField } = world.datameta;
  const own = on === 'submitted' && (role === 'owner' || role === 'gadmin');
  const set = own ? (await submitPair(world.callers.owner, fileField)).set : record('Set', world, on);
  const found = await expectOk<{ record: object }>(world.callers.owner, `/api/v1/metadatasets/${set}`);
  return post(`/api/v1/metadatasets/${set}/correction`, { record: { [fileField]: Object(found.record)[fileField] } });
}

async function execute(world: World, role: Role, on: string): Promise<Request> {
  const { service, foundField, fileField } = world.datameta;
  const own = role === 'suser' && on === 'pending';
  const set = own ? (await stagePair(world.callers.owner, fileField)).set : record('Set', world, on);
  return post(`/api/v1/service-execution/${service}/${set}`, { record: { [foundField]: 'x' }, fileIds: [] });
}

function upload({ announced }: DatametaWorld, method: 'POST' | 'PUT', on: string): Request {
  const bytes = Buffer.from('ACGT\n');
  const sent: Sent = {
    method,
    raw: method === 'PUT' ? new Uint8Array(bytes) : formOf(bytes, 'announced.txt'),
    headers: on === 'its token' ? announced.requestHeaders : {},
  };
  return { path: `/api/v1/upload/${announced.id.uuid}`, sent };
}

/** The owner's answers end in a submission, which takes what it names. */
async function submission(world: World, role: Role, path: string): Promise<Request> {
  const { pendingSet: set, pendingFile: file, fileField } = world.datameta;
  const pair = role === 'owner' ? await stagePair(world.callers.owner, fileField) : { set, file };
  return post(path, { metadatasetIds: [pair.set], fileIds: [pair.file] });
}

const groupIn = ({ group }: World, on: string): string => (on === "owner's" ? group : NOBODY);

export const DATAMETA_REQUESTS: Readonly<Record<string, Build>> = {
  'POST /api/v1/keys': () => post('/api/v1/keys', { label: 'x' }),
  'DELETE /api/v1/keys/{id}': (world, _, on) => deleteKey(world, on),
  'GET /api/v1/rpc/whoami': at('/api/v1/rpc/whoami'),
  'GET /api/v1/users/{id}/keys': (world, role, on) => ({ path: `/api/v1/users/${userIn(world, role, on)}/keys` }),
  'PUT /api/v1/users/{id}/password': (world, role, on) =>
    put(`/api/v1/users/${on === 'by a mail' ? '0' : userIn(world, role, on)}/password`, {
      passwordChangeCredential: PASSWORD,
      newPassword: PASSWORD,
    }),
  'GET /api/v1/users/{id}': (world, role, on) => ({ path: `/api/v1/users/${userIn(world, role, on)}` }),
  'PUT /api/v1/users/{id}': changeOfUser,
  'GET /api/v1/groups/{id}': (world, _, on) => ({ path: `/api/v1/groups/${groupIn(world, on)}` }),
  'PUT /api/v1/groups/{id}': (world, _, on) => put(`/api/v1/groups/${groupIn(world, on)}`, { name: world.groupName }),
  'GET /api/v1/server': at('/api/v1/server'),

  'POST /api/v1/services': () => post('/api/v1/services', { name: someName() }),
  'GET /api/v1/services': at('/api/v1/services'),
  'PUT /api/v1/services/{id}': ({ datameta }, _, on) =>
    put(`/api/v1/services/${on === 'none' ? NOBODY : datameta.service}`, { name: someName() }),
  'GET /api/v1/appsettings': at('/api/v1/appsettings'),
  'PUT /api/v1/appsettings/{id}': ({ datameta: { setting } }, _, on) =>
    put(`/api/v1/appsettings/${on === 'none' ? NOBODY : setting.id}`, { value: setting.value }),

  // an address may ask for 20 in an hour: what is refused before it is counted says as much
  'POST /api/v1/registrations': () => post('/api/v1/registrations', {}),
  'GET /api/v1/registrationsettings': at('/api/v1/registrationsettings'),
  'GET /api/v1/registrations': at('/api/v1/registrations'),
  'POST /api/v1/registrations/{id}/acceptance': decide('acceptance'),
  'POST /api/v1/registrations/{id}/rejection': decide('rejection'),

  'GET /api/v1/metadata': at('/api/v1/metadata'),
  // a service's: any other would appear in every record of the shared site
  'POST /api/v1/metadata': ({ datameta }) =>
    post('/api/v1/metadata', definition(someName(), { serviceId: datameta.service })),
  'PUT /api/v1/metadata/{id}': ({ datameta }, _, on) =>
    put(
      `/api/v1/metadata/${on === 'none' ? NOBODY : datameta.metadatum}`,
      definition(datameta.fileField, { isFile: true }),
    ),

  'POST /api/v1/metadatasets': () => post('/api/v1/metadatasets', { record: {} }),
  'GET /api/v1/metadatasets': ({ datameta }, _, on) => ({
    path: `/api/v1/metadatasets?limit=5${on === 'awaiting' ? `&awaitingService=${datameta.service}` : ''}`,
  }),
  'GET /api/v1/metadatasets/{id}': read('Set', '/api/v1/metadatasets'),
  'DELETE /api/v1/metadatasets/{id}': drop('Set', '/api/v1/metadatasets'),
  'POST /api/v1/rpc/delete-metadatasets': async (world, role, on) =>
    post('/api/v1/rpc/delete-metadatasets', { metadatasetIds: [await deletable('Set', world, role, on)] }),
  'POST /api/v1/service-execution/{serviceId}/{metadatasetId}': execute,
  'GET /api/v1/pending/metadatasets': at('/api/v1/pending/metadatasets'),
  'GET /api/v1/submitted-metadatasets': at('/api/v1/submitted-metadatasets'),
  'POST /api/v1/metadatasets/{id}/correction': correct,
  'GET /api/v1/metadatasets/{id}/versions': read('Set', '/api/v1/metadatasets', '/versions'),
  'POST /api/v1/rpc/convert-sample-sheet': async ({ callers }) => {
    const definitions = await expectOk<{ name: string; serviceId: null | object }[]>(callers.owner, '/api/v1/metadata');
    const columns = definitions.filter(({ serviceId }) => serviceId === null).map(({ name }) => name);
    return { path: '/api/v1/rpc/convert-sample-sheet', sent: { raw: `${columns.join('\t')}\n` } };
  },

  'POST /api/v1/files': () => post('/api/v1/files', { name: randomUUID(), checksum: 'x' }),
  'GET /api/v1/files/{id}': read('File', '/api/v1/files'),
  'PUT /api/v1/files/{id}': (world, _, on) =>
    put(`/api/v1/files/${on === 'announced' ? world.datameta.announced.id.uuid : record('File', world, on)}`, {
      name: 'announced.txt',
    }),
  'DELETE /api/v1/files/{id}': drop('File', '/api/v1/files'),
  'POST /api/v1/rpc/delete-files': async (world, role, on) =>
    post('/api/v1/rpc/delete-files', { fileIds: [await deletable('File', world, role, on)] }),
  'GET /api/v1/rpc/get-file-url/{id}': read('File', '/api/v1/rpc/get-file-url'),
  'GET /api/v1/pending/files': at('/api/v1/pending/files'),
  'POST /api/v1/upload/{id}': ({ datameta }, _, on) => upload(datameta, 'POST', on),
  'PUT /api/v1/upload/{id}': ({ datameta }, _, on) => upload(datameta, 'PUT', on),
  'GET /api/v1/download/{token}': async ({ callers, datameta }, _, on) => {
    if (on === 'no link') return { path: '/api/v1/download/unknown' };
    const path = `/api/v1/rpc/get-file-url/${datameta.pendingFile}`;
    const { fileUrl } = await expectOk<{ fileUrl: string }>(callers.owner, path);
    return { path: new URL(fileUrl).pathname };
  },

  'POST /api/v1/submissions': (world, role) => submission(world, role, '/api/v1/submissions'),
  'POST /api/v1/presubvalidation': (world, role) => submission(world, role, '/api/v1/presubvalidation'),
  'GET /api/v1/groups/{id}/submissions': (world, _, on) => ({
    path: `/api/v1/groups/${groupIn(world, on)}/submissions`,
  }),
};
