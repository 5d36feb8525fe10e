import { randomBytes } from 'node:crypto';
import { type Caller, expectOk } from '../client.ts';
import { PATH } from '../gateway/asking.ts';
import type { Build, Request } from './requests.ts';
import type { World } from './world.ts';

const post = (path: string, body?: object): Request => ({ path, sent: { method: 'POST', ...(body && { body }) } });
const patch = (path: string, body: object): Request => ({ path, sent: { method: 'PATCH', body } });
const at =
  (path: (world: World) => string): Build =>
  (world) => ({ path: path(world) });

const projectOn = ({ gateway }: World, on: string): string => (on === "site's" ? gateway.siteProject : gateway.project);
const specification = ({ gateway }: World): string => `/api/v1/specifications/${gateway.specification}`;
const assignment = ({ gateway }: World): string => `/api/v1/assignments/${gateway.assignment}`;
const report =
  (name: string): Build =>
  ({ gateway }) => ({ path: `/api/v1/reports/specification/${gateway.specification}/${name}` });

const SPECIFICATION = { name: 'Another', inputs: [{ dataStorePath: 'x', name: 'X' }] };

/** A token of somebody's own, for this one call. */
async function freshToken(caller: Caller): Promise<string> {
  return (await expectOk<{ id: string }>(caller, '/api/v1/tokens', { body: { label: 'perm' } })).id;
}

function inputForm(): FormData {
  const form = new FormData();
  form.set('file', new Blob(['id,area\n1,2\n']), 'parcels.csv');
  return form;
}

const ofMember = (world: World): string => `/api/v1/users/${world.memberId}/tokens`;

export const GATEWAY_REQUESTS: Readonly<Record<string, Build>> = {
  'POST /api/v1/projects': ({ group }) =>
    post('/api/v1/projects', { key: `R${randomBytes(6).toString('hex').toUpperCase()}`, name: 'Perm', group }),
  'GET /api/v1/projects': at(() => '/api/v1/projects'),
  'GET /api/v1/projects/{projectKey}': (world, _, on) => ({ path: `/api/v1/projects/${projectOn(world, on)}` }),
  'PATCH /api/v1/projects/{projectKey}': (world, _, on) =>
    patch(`/api/v1/projects/${projectOn(world, on)}`, { name: 'Renamed' }),
  'POST /api/v1/projects/{projectKey}/specifications': (world, _, on) =>
    post(`/api/v1/projects/${projectOn(world, on)}/specifications`, SPECIFICATION),
  'GET /api/v1/projects/{projectKey}/specifications': (world, _, on) => ({
    path: `/api/v1/projects/${projectOn(world, on)}/specifications`,
  }),
  'GET /api/v1/specifications/{specificationKey}': at(specification),
  'PATCH /api/v1/specifications/{specificationKey}': (world) => patch(specification(world), { name: 'Renamed' }),
  'POST /api/v1/specifications/{specificationKey}/assignments': (world) =>
    post(`${specification(world)}/assignments`, { name: 'One more', group: world.group }),
  'GET /api/v1/specifications/{specificationKey}/assignments': at((world) => `${specification(world)}/assignments`),
  'PATCH /api/v1/assignments/{assignmentKey}': (world) => patch(assignment(world), { name: 'Renamed' }),

  'GET /api/v1/assignments': at(() => '/api/v1/assignments'),
  'GET /api/v1/assignments/{assignmentKey}': at(assignment),
  'GET /api/v1/assignments/{assignmentKey}/submissions': at((world) => `${assignment(world)}/submissions`),
  'GET /api/v1/drafts': at(() => '/api/v1/drafts'),
  'POST /api/v1/assignments/{assignmentKey}/submission': (world) => post(`${assignment(world)}/submission`),
  'POST /api/v1/submissions/{ref}/inputs': ({ gateway, running }, _, on) => ({
    path: `/api/v1/submissions/${on === 'draft' ? gateway.draft : running}/inputs?dataStorePath=${encodeURIComponent(PATH)}`,
    sent: { raw: inputForm() },
  }),
  'GET /api/v1/submissions/{ref}/inputs/{filename}': at(
    ({ gateway }) => `/api/v1/submissions/${gateway.draft}/inputs/1-parcels.csv`,
  ),
  'POST /api/v1/submissions/{ref}/start': ({ gateway, running }, _, on) =>
    post(`/api/v1/submissions/${on === 'draft' ? gateway.toStart : running}/start`),

  'GET /api/v1/reports/specification/{specificationKey}/submissions': report('submissions'),
  'GET /api/v1/reports/specification/{specificationKey}/rule_conformance': report('rule_conformance'),
  'GET /api/v1/reports/specification/{specificationKey}/task_conformance': report('task_conformance'),

  'PATCH /api/v1/tokens/{id}': async ({ callers }) =>
    patch(`/api/v1/tokens/${await freshToken(callers.owner)}`, { label: 'renamed' }),
  'GET /api/v1/users/{userId}/tokens': at(ofMember),
  'POST /api/v1/users/{userId}/tokens': (world, _, on) =>
    post(on === "member's" ? ofMember(world) : `/api/v1/users/${world.lateId}/tokens`, { label: 'on behalf' }),
  'PATCH /api/v1/users/{userId}/tokens/{id}': async (world) =>
    patch(`${ofMember(world)}/${await freshToken(world.callers.member)}`, { label: 'renamed' }),
  'DELETE /api/v1/users/{userId}/tokens/{id}': async (world) => ({
    path: `${ofMember(world)}/${await freshToken(world.callers.member)}`,
    sent: { method: 'DELETE' },
  }),
};
