import { randomUUID } from 'node:crypto';
import { NO_RULE } from '../../functions/datameta/metadatum.ts';
import { type Caller, expectOk } from '../client.ts';
import {
  type Announced,
  announceFile,
  type Identifier,
  type SubmissionResponse,
  stageFile,
  stageSet,
} from '../datameta/staging.ts';
import { newPerson } from '../people.ts';
import type { Somebody } from './world.ts';

/** What the DataMeta API has of the owner and of the site. Definitions are optional ones: the site is shared. */
export interface DatametaWorld {
  service: string;
  setting: { id: string; value: string };
  metadatum: string;
  /** name of the metadatum that names files, and of the one that the service finds out */
  fileField: string;
  foundField: string;
  pendingSet: string;
  submittedSet: string;
  pendingFile: string;
  submittedFile: string;
  /** with the secret to upload it */
  announced: Announced;
}

export const someName = (): string => `perm-${randomUUID().slice(0, 8)}`;

export const definition = (name: string, changes: Partial<typeof NO_RULE> = {}) => ({
  ...NO_RULE,
  order: 1000,
  name,
  ...changes,
});

const define = (root: Caller, name: string, changes: Partial<typeof NO_RULE>): Promise<{ id: Identifier }> =>
  expectOk(root, '/api/v1/metadata', { body: definition(name, changes) });

/** A metadataset that names one file of its own. */
export async function stagePair(owner: Caller, fileField: string): Promise<{ set: string; file: string }> {
  const name = `${someName()}.txt`;
  const [set, file] = await Promise.all([
    stageSet(owner, { [fileField]: name }),
    stageFile(owner, name, Buffer.from(name)),
  ]);
  return { set: set.id.uuid, file: file.id.uuid };
}

export async function submitPair(owner: Caller, fileField: string): Promise<{ set: string; file: string }> {
  const pair = await stagePair(owner, fileField);
  const body = { metadatasetIds: [pair.set], fileIds: [pair.file] };
  await expectOk<SubmissionResponse>(owner, '/api/v1/submissions', { body });
  return pair;
}

export async function makeDatametaWorld(root: Caller, owner: Caller, user: Somebody): Promise<DatametaWorld> {
  const { id } = await expectOk<{ id: Identifier }>(root, '/api/v1/services', { body: { name: someName() } });
  await expectOk(root, `/api/v1/services/${id.uuid}`, { method: 'PUT', body: { userIds: [user.id] } });
  const [fileField, foundField] = [someName(), someName()];
  const metadatum = await define(root, fileField, { isFile: true });
  await define(root, foundField, { serviceId: id.uuid });
  const [pending, submitted, announced, settings] = await Promise.all([
    stagePair(owner, fileField),
    submitPair(owner, fileField),
    announceFile(owner, 'announced.txt', 'x'),
    expectOk<{ id: Identifier; value: string }[]>(root, '/api/v1/appsettings'),
  ]);
  return {
    service: id.uuid,
    setting: { id: settings[0]?.id.uuid ?? '', value: settings[0]?.value ?? '' },
    metadatum: metadatum.id.uuid,
    fileField,
    foundField,
    pendingSet: pending.set,
    submittedSet: submitted.set,
    pendingFile: pending.file,
    submittedFile: submitted.file,
    announced,
  };
}

/** A plain user with an API token. */
export async function userOf(root: Caller, group: string, name: string): Promise<Somebody> {
  const person = await newPerson(root, group, {}, name);
  const { token } = await expectOk<{ token: string }>(person, '/api/v1/tokens', { body: { label: 'test' } });
  return { ...person, token };
}
