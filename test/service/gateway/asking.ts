import { randomBytes } from 'node:crypto';
import { type Caller, expectOk, until } from '../client.ts';

export interface View {
  submissionReference: string;
  id: string;
  status: string;
  state: string;
  errorMessage: string | null;
  submittedVia: string;
  inputs: { dataStorePath: string; storedFilename: string | null; state: string }[];
  outputs: { name: string; storedFilename: string }[];
  steps: { name: string; success: boolean; msg: string }[];
  fileCount: number | null;
  totalBytes: number | null;
  mediaRemovedAt: string | null;
}

export const PATH = 'Land registry/Parcels';

/**
 * A project with one specification, which a group is to submit to.
 * @param runs the group that runs the project; none: the site
 */
export async function ask(
  admin: Caller,
  group: string,
  fields: object = {},
  runs?: string,
): Promise<{ projectKey: string; specificationKey: string; assignmentKey: string }> {
  const projectKey = `T${randomBytes(7).toString('hex').toUpperCase()}`;
  await expectOk(admin, '/api/v1/projects', {
    body: { key: projectKey, name: 'Land use', ...(runs !== undefined && { group: runs }) },
  });
  const inputs = [{ dataStorePath: PATH, name: 'Parcels', types: ['csv'] }];
  const specification = await expectOk<{ key: string }>(admin, `/api/v1/projects/${projectKey}/specifications`, {
    body: { name: 'Parcels, monthly', inputs, ...fields },
  });
  const assignment = await expectOk<{ key: string }>(admin, `/api/v1/specifications/${specification.key}/assignments`, {
    body: { name: 'Parcels of the lab', group },
  });
  return { projectKey, specificationKey: specification.key, assignmentKey: assignment.key };
}

export const view = (caller: Caller, ref: string): Promise<View> => expectOk(caller, `/api/v1/submissions/${ref}`);

export const finished = (caller: Caller, ref: string): Promise<View> =>
  until(
    `the end of ${ref}`,
    () => view(caller, ref),
    ({ status }) => status === 'FINISHED',
    60,
  );

export const draft = (caller: Caller, assignmentKey: string): Promise<View> =>
  expectOk(caller, `/api/v1/assignments/${assignmentKey}/submission`, { method: 'POST' });

export function post(caller: Caller, ref: string, text: string, path = PATH, name = 'parcels.csv'): Promise<View> {
  const raw = new FormData();
  raw.set('file', new Blob([text]), name);
  return expectOk(caller, `/api/v1/submissions/${ref}/inputs?dataStorePath=${encodeURIComponent(path)}`, { raw });
}

export const start = (caller: Caller, ref: string): Promise<View> =>
  expectOk(caller, `/api/v1/submissions/${ref}/start`, { method: 'POST' });

/** The whole way, with one file. */
export async function submitted(caller: Caller, assignmentKey: string, text = 'id,area\n1,2\n'): Promise<View> {
  const { submissionReference } = await draft(caller, assignmentKey);
  await post(caller, submissionReference, text);
  await start(caller, submissionReference);
  return finished(caller, submissionReference);
}
