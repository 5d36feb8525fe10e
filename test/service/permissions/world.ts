import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, expectOk, until } from '../client.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import {
  announce,
  csvFile,
  ended,
  manifestOf,
  read,
  release,
  type SampleFile,
  stepEnded,
  submit,
  upload,
} from '../submitting.ts';
import { type DatametaWorld, makeDatametaWorld, userOf } from './datameta-world.ts';
import { type GatewayWorld, makeGatewayWorld } from './gateway-world.ts';
import type { Role } from './table.ts';

/** Somebody with an API token, so that neither a new password nor a sign-out takes it away. */
export type Somebody = Caller & Partial<Pick<Person, 'id' | 'username'>>;

export interface World {
  /** the first site admin */
  root: Caller;
  callers: Readonly<Record<Role, Somebody>>;
  /** UUID and name of the group, UUIDs of three of its users, the last a site admin */
  group: string;
  groupName: string;
  ownerId: string;
  memberId: string;
  lateId: string;
  /** id of one of the owner's API tokens */
  tokenId: string;
  /** UUID of a file that the owner announced by itself */
  stagedFile: string;
  /** ids of submissions in their several states; the lists are for calls that end what they are made on */
  running: string;
  failed: string;
  cancelled: string;
  open: string;
  restricted: string;
  embargo: string;
  toRedrive: string[];
  toCancel: string[];
  /** names and uploads of the running submission's files */
  files: { arrived: string; inParts: string; announced: string };
  uploads: { arrived: string; inParts: string; announced: string };
  openIdentifier: string;
  restrictedIdentifier: string;
  datameta: DatametaWorld;
  gateway: GatewayWorld;
}

const MIB = 1024 ** 2;
const FILES = { arrived: 'arrived.csv', inParts: 'in-parts.bam', announced: 'announced.csv' };

/** Two groups, twelve callers, and the owner's submissions in every state. */
export async function makeWorld(root: Caller): Promise<World> {
  const [group, elsewhere] = await Promise.all([newGroup(root, 'home'), newGroup(root, 'elsewhere')]);
  const person = (name: string, where: string, roles = {}) => withToken(newPerson(root, where, roles, name));
  const [other, member, owner, gadmin, gother, reader, admin, gone, late, lost] = await Promise.all([
    person('other', elsewhere),
    person('member', group),
    person('owner', group),
    person('gadmin', group, { groupAdmin: true }),
    person('gother', elsewhere, { groupAdmin: true }),
    person('reader', elsewhere, { siteRead: true }),
    person('admin', elsewhere, { siteAdmin: true }),
    ...['gone', 'late', 'lost'].map((name) => person(name, group, { siteAdmin: true })),
  ] as const);
  const suser = await userOf(root, elsewhere, 'suser');
  const callers = { anon: { url: root.url, token: '' }, other, member, owner, gadmin, gother, reader, admin, suser };
  const staged = { name: 'staged.csv', checksum: '0'.repeat(32) };
  const [bad, submissions, { id: tokenId }, file, datameta, gateway, { name: groupName }] = await Promise.all([
    spoil(root, { gone, late, lost }),
    makeSubmissions(owner),
    expectOk<{ id: string }>(owner, '/api/v1/tokens', { body: { label: 'to be revoked' } }),
    expectOk<{ id: { uuid: string } }>(owner, '/api/v1/files', { body: staged }),
    makeDatametaWorld(root, owner, suser),
    makeGatewayWorld(root, owner, group),
    expectOk<{ name: string }>(root, `/api/v1/groups/${group}`),
  ]);
  const people = { ownerId: owner.id, memberId: member.id, lateId: late?.id ?? '' };
  const ids = { group, groupName, ...people, tokenId, stagedFile: file.id.uuid };
  return { root, callers: { ...callers, ...bad }, ...ids, ...submissions, datameta, gateway };
}

async function withToken(made: Promise<Person>): Promise<Person> {
  const person = await made;
  const { token } = await expectOk<{ token: string }>(person, '/api/v1/tokens', { body: { label: 'test' } });
  return { ...person, token };
}

/** Tokens that were good once: of an account that is disabled now, one that has expired, one that was revoked. */
async function spoil(root: Caller, { gone, late, lost }: Record<'gone' | 'late' | 'lost', Person | undefined>) {
  if (gone === undefined || late === undefined || lost === undefined) throw new Error('three people were asked for');
  const expires = new Date(Date.now() + 6_000).toISOString();
  const short = expectOk<{ token: string }>(late, '/api/v1/tokens', { body: { label: 'short', expires } });
  await expectOk(root, `/api/v1/accounts/${gone.id}`, { method: 'PATCH', body: { enabled: false } });
  const { tokens } = await expectOk<{ tokens: { id: string }[] }>(lost, '/api/v1/tokens');
  for (const { id } of tokens) await expectOk(lost, `/api/v1/tokens/${id}`, { method: 'DELETE' });
  const { token } = await short;
  await pause(Math.max(0, Date.parse(expires) - Date.now()) + 100);
  return { gone, late: { ...late, token }, lost };
}

async function makeSubmissions(owner: Person) {
  const [running, open, restricted, embargo, cancelled, failed, ...more] = await Promise.all([
    makeRunning(owner),
    release(owner, [csvFile('open.csv')]),
    release(owner, [csvFile('restricted.csv')], 'controlled'),
    waiting(owner, 'embargo'),
    waiting(owner),
    broken(owner),
    broken(owner),
    broken(owner),
    waiting(owner),
    waiting(owner),
    waiting(owner),
  ]);
  await expectOk(owner, `/api/v1/submissions/${cancelled}/cancel`, { method: 'POST' });
  const [openIdentifier, restrictedIdentifier] = await Promise.all([
    identifierOf(owner, open.id),
    identifierOf(owner, restricted.id),
  ]);
  const released = { open: open.id, restricted: restricted.id, openIdentifier, restrictedIdentifier };
  return { ...running, ...released, embargo, cancelled, failed, toRedrive: more.slice(0, 2), toCancel: more.slice(2) };
}

/** A submission whose manifest is valid and whose one file never comes. */
async function waiting(owner: Caller, access = 'open'): Promise<string> {
  const id = await submit(owner, manifestOf([csvFile('never.csv')], access));
  await stepEnded(owner, id, 'manifest_validated');
  return id;
}

async function broken(owner: Caller): Promise<string> {
  const id = await submit(owner, Buffer.from('no\tmanifest\n'));
  await ended(owner, id);
  return id;
}

/** One file has arrived, one is being uploaded in parts, one is announced. */
async function makeRunning(owner: Caller) {
  const inParts: SampleFile = { name: FILES.inParts, type: 'bam', bytes: Buffer.alloc(7 * MIB) };
  const arrived = csvFile(FILES.arrived);
  const announced = csvFile(FILES.announced);
  const id = await submit(owner, manifestOf([arrived, inParts, announced]));
  await stepEnded(owner, id, 'manifest_validated');
  await upload(owner, id, [arrived]);
  const targets = await announce(owner, id, [inParts, announced]);
  const files = () => expectOk<{ files: Listed[] }>(owner, `/api/v1/submissions/${id}/files`);
  const listed = await until('the arrival', files, (now) => now.files.some(({ state }) => state === 'arrived'));
  const of = (name: string) => listed.files.find((file) => file.name === name)?.upload ?? '';
  const uploads = {
    arrived: of(FILES.arrived),
    inParts: targets[0]?.upload ?? '',
    announced: targets[1]?.upload ?? '',
  };
  return { running: id, files: FILES, uploads };
}

interface Listed {
  name: string;
  upload: string;
  state: string;
  identifier: string | null;
}

async function identifierOf(owner: Caller, id: string): Promise<string> {
  const { files } = await expectOk<{ files: Listed[] }>(owner, `/api/v1/submissions/${id}/files`);
  return files[0]?.identifier ?? '';
}

/** Others define metadata meanwhile, which every metadataset then has without a value. */
const withoutNulls = (view: object): unknown =>
  JSON.parse(JSON.stringify(view, (_, value: unknown) => (value === null ? undefined : value)));

/** What must be as it was, whatever those who may not have tried; one file is given up by those who may. */
export async function stateOf({ callers, running, embargo, files, group, datameta }: World) {
  const path = `/api/v1/submissions/${running}/files`;
  const listed = await expectOk<{ files: Listed[] }>(callers.owner, path);
  return {
    running: await read(callers.owner, running),
    embargo: await read(callers.owner, embargo),
    datameta: await Promise.all(
      [
        `/api/v1/metadatasets/${datameta.pendingSet}`,
        `/api/v1/metadatasets/${datameta.submittedSet}`,
        `/api/v1/files/${datameta.pendingFile}`,
        `/api/v1/files/${datameta.submittedFile}`,
        `/api/v1/groups/${group}`,
      ].map(async (of) => withoutNulls(await expectOk(callers.owner, of))),
    ),
    files: listed.files.filter(({ name }) => name !== files.announced).map(({ name, state }) => [name, state]),
  };
}
