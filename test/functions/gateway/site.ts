import type { Principal } from '../../../domain/account/principal.ts';
import { routes as gatewayRoutes } from '../../../functions/gateway/routes.ts';
import { routes as submissionRoutes } from '../../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../../functions/uploads/routes.ts';
import type { Sent } from '../door-event.ts';
import { ask, type Door, type InProcess, invoke, type Surroundings, startInProcess } from '../in-process.ts';

export interface View {
  submissionReference: string;
  id: string;
  siteId: string;
  status: string;
  state: string;
  errorMessage: string | null;
  inputs: {
    dataStorePath: string;
    filename: string | null;
    storedFilename: string | null;
    state: string;
    size: number | null;
  }[];
}

type Request = Sent & { status?: number };

/** The 1Data Gateway door in this process, with the doors that it works with, on stores of their own. */
export interface GatewaySite {
  functions: InProcess;
  /** details of what was put on the bus */
  told: { submissionId: string; step?: string; success?: boolean }[];
  /** of a site admin */
  admin: string;
  /** of a user of the one group */
  member: string;
  person(username: string, roles?: Partial<Principal>): Promise<string>;
  ask<T = Record<string, unknown>>(request: `${string} /${string}`, asked?: Request): Promise<T>;
  /** the same, as API Gateway gets the answer */
  send(request: `${string} /${string}`, asked?: Sent): ReturnType<typeof invoke>;
  /** a project of the site, a specification with these fields, an assignment to the member's group */
  assignment(fields?: object): Promise<{ projectKey: string; specificationKey: string; key: string }>;
  draft(assignmentKey: string, token?: string): Promise<View>;
  post(ref: string, path: string, text: string | Buffer, name?: string, asked?: Request): Promise<View>;
}

export const PATH = 'Land registry/Parcels';
export const INPUT = { dataStorePath: PATH, name: 'Parcels', mode: 'required', types: ['csv'] };

export async function startGatewaySite(
  environment: Record<string, string> = {},
  { counted = false, ...more }: Pick<Surroundings, 'inject'> & { counted?: boolean } = {},
): Promise<GatewaySite> {
  const told: GatewaySite['told'] = [];
  const put = ({ detail }: { detail: unknown }) => {
    told.push(detail as GatewaySite['told'][number]);
  };
  const functions = await startInProcess({ put, ...(!counted && { uncounted: true }), environment, ...more });
  const doors: Door[] = [];
  for (const [entry, routes] of [
    ['gateway/index.ts', gatewayRoutes],
    ['submissions/index.ts', submissionRoutes],
    ['uploads/index.ts', uploadRoutes],
  ] as const) {
    doors.push({ handler: await functions.load(entry), routes });
  }
  const admin = await functions.tokenFor('root', { siteAdmin: true });
  const member = await functions.tokenFor('member');
  let projects = 0;
  const site: GatewaySite = {
    functions,
    told,
    admin,
    member,
    person: (username, roles) => functions.tokenFor(username, roles),
    ask: (request, asked = {}) => ask(doorOf(doors, request), request, asked),
    send: (request, asked = {}) => invoke(doorOf(doors, request), request, asked),
    assignment: async (fields = {}) => {
      projects += 1;
      const projectKey = `P${projects}`;
      await site.ask('POST /api/v1/projects', {
        token: admin,
        status: 201,
        json: { key: projectKey, name: 'Project' },
      });
      const specification = await site.ask<{ key: string }>(`POST /api/v1/projects/${projectKey}/specifications`, {
        token: admin,
        status: 201,
        json: { name: 'Parcels, monthly', inputs: [INPUT], ...fields },
      });
      const group = await groupReference(functions);
      const made = await site.ask<{ key: string }>(`POST /api/v1/specifications/${specification.key}/assignments`, {
        token: admin,
        status: 201,
        json: { name: 'Parcels of the lab', group },
      });
      return { projectKey, specificationKey: specification.key, key: made.key };
    },
    draft: (assignmentKey, token = member) =>
      site.ask<View>(`POST /api/v1/assignments/${assignmentKey}/submission`, { token }),
    post: (ref, path, content, name = 'parcels.csv', asked = {}) => {
      const form = new FormData();
      form.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
      const query = { dataStorePath: path };
      return site.ask<View>(`POST /api/v1/submissions/${ref}/inputs`, { token: member, form, query, ...asked });
    },
  };
  return site;
}

function doorOf(doors: readonly Door[], request: string): Door {
  const [method, path = ''] = request.split(' ');
  const fits = (pattern: string) => new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const door = doors.find(({ routes }) =>
    Object.values(routes).some((route) => route.method === method && fits(route.path)),
  );
  if (door === undefined) throw new Error(`No door has ${request}`);
  return door;
}

/** The UUID of the group that everybody is in. */
async function groupReference({ local, groupId }: InProcess): Promise<string> {
  const { createGroupStore } = await import('../../../adapters/dynamodb/group-store.ts');
  const group = await createGroupStore(local.table).get(groupId);
  return group?.uuid ?? '';
}
