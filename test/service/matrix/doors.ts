import { randomBytes } from 'node:crypto';
import { DOORS, type Door } from '../../../domain/submission/submission.ts';
import { type Caller, expectOk } from '../client.ts';
import { stageFile, stageSet } from '../datameta/staging.ts';
import { ask, draft, PATH, post, start } from '../gateway/asking.ts';
import { definition } from '../permissions/datameta-world.ts';
import { csvFile, manifestOf, type SampleFile, stepEnded, submit, upload } from '../submitting.ts';

export { DOORS, type Door };

/** The three names of one submission, each good wherever an id is asked for. */
export interface Names {
  id: string;
  uuid: string;
  siteId: string;
}

/** What a site needs so that people of a group can submit at every door. */
export interface Site {
  root: Caller;
  /** UUIDs of the group that submits, and of the one that asks it to */
  group: string;
  assignmentKey: string;
  specificationKey: string;
  /** metadatum that names a file */
  fileField: string;
  /** jobs for members of the group: one that succeeds, one that fails, one that does not end; and a public one */
  jobs: Readonly<Record<'good' | 'bad' | 'endless' | 'public', string>>;
}

const unique = (name: string): string => `${name}-${randomBytes(4).toString('hex')}`;

/** @param asker the group that runs the project of the assignment; none: the site */
export async function prepare(root: Caller, group: string, asker?: string): Promise<Site> {
  const { assignmentKey, specificationKey } = await ask(root, group, {}, asker);
  const fileField = unique('File');
  await expectOk(root, '/api/v1/metadata', { body: definition(fileField, { isFile: true }) });
  const job = async (command: string[], isPublic = false): Promise<string> => {
    const name = unique('job');
    const task = { image: 'debian:stable-slim', command, inputs: ['.txt'], stdout: '.out' };
    await expectOk(root, `/api/v1/tasks/${name}`, { method: 'PUT', body: task });
    const body = { public: isPublic, groupId: group, steps: [{ task: name, ordering: 0 }] };
    await expectOk(root, `/api/v1/jobs/${name}`, { method: 'PUT', body });
    return name;
  };
  const jobs = {
    good: await job(['cat', '$I1']),
    bad: await job(['false']),
    endless: await job(['sleep', '3600']),
    public: await job(['cat', '$I1'], true),
  };
  return { root, group, assignmentKey, specificationKey, fileField, jobs };
}

/** What is handed in: good goes through all six steps, bad is found wrong. */
export type Quality = 'good' | 'bad';

/** The names of a submission, from any of them. */
export async function namesOf(caller: Caller, ref: string): Promise<Names> {
  const view = await expectOk<{ id: string; submissionReference: string; siteId: string }>(
    caller,
    `/api/v1/submissions/${ref}`,
  );
  return { id: view.id, uuid: view.submissionReference, siteId: view.siteId };
}

/** A manifest of one file, which is still to be uploaded. */
export async function submitManifest(caller: Caller, access = 'open'): Promise<{ id: string; file: SampleFile }> {
  const file = csvFile(`${unique('counts')}.csv`);
  return { id: await submit(caller, manifestOf([file], access)), file };
}

export async function uploadFile(caller: Caller, id: string, file: SampleFile): Promise<void> {
  await stepEnded(caller, id, 'manifest_validated', 60);
  await upload(caller, id, [file]);
}

/** @returns its UUID */
export async function submitMetadata(caller: Caller, { fileField }: Site, quality: Quality = 'good'): Promise<string> {
  const name = `${unique('reads')}.${quality === 'good' ? 'txt' : 'bam'}`;
  const [set, file] = await Promise.all([
    stageSet(caller, { [fileField]: name }),
    stageFile(caller, name, Buffer.from(`text of ${name}`)),
  ]);
  const body = { metadatasetIds: [set.id.uuid], fileIds: [file.id.site], label: name };
  const made = await expectOk<{ id: { uuid: string } }>(caller, '/api/v1/submissions', { body });
  return made.id.uuid;
}

/** @returns its UUID; it has what it needs to start */
export async function fillDraft(caller: Caller, { assignmentKey }: Site, quality: Quality = 'good'): Promise<string> {
  const { submissionReference } = await draft(caller, assignmentKey);
  const name = quality === 'good' ? 'parcels.csv' : 'parcels.pdf';
  await post(caller, submissionReference, 'id,area\n1,2\n', PATH, name);
  return submissionReference;
}

/** @returns the UUIDs of the request and of its one submission */
export async function submitJob(caller: Caller, job: string): Promise<{ batch: string; uuid: string }> {
  const raw = new FormData();
  const fields = { job, submission_name: 'trial', email: 'ada@example.org' };
  for (const [field, value] of Object.entries(fields)) raw.set(field, value);
  raw.set('input_data', new Blob(['some text\n']), 'input.txt');
  const { UUID } = await expectOk<{ UUID: string }>(caller, '/analytics_automated/submission/', { raw });
  const batch = await expectOk<{ submissions: { UUID: string }[] }>(caller, `/analytics_automated/submission/${UUID}`);
  return { batch: UUID, uuid: batch.submissions[0]?.UUID ?? '' };
}

/**
 * Submits at a door what goes through by itself.
 * @param job which of the jobs, where it is to be another one
 */
export async function submitAt(
  door: Door,
  caller: Caller,
  site: Site,
  quality: Quality = 'good',
  job: keyof Site['jobs'] = quality,
): Promise<Names> {
  switch (door) {
    case 'nemo': {
      if (quality === 'bad') return namesOf(caller, await submit(caller, Buffer.from('no\tmanifest\n')));
      const { id, file } = await submitManifest(caller);
      await uploadFile(caller, id, file);
      return namesOf(caller, id);
    }
    case 'datameta':
      return namesOf(caller, await submitMetadata(caller, site, quality));
    case 'gateway': {
      const uuid = await fillDraft(caller, site, quality);
      await start(caller, uuid);
      return namesOf(caller, uuid);
    }
    case 'jobs':
      return namesOf(caller, (await submitJob(caller, site.jobs[job])).uuid);
  }
}
