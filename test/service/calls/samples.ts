import { randomUUID } from 'node:crypto';
import { call, expectOk } from '../client.ts';
import { mailTo } from '../mail.ts';
import type { MeteredRun } from '../metered.ts';
import { newPerson, PASSWORD } from '../people.ts';
import { DATAMETA_REQUESTS } from '../permissions/datameta-requests.ts';
import { GATEWAY_REQUESTS } from '../permissions/gateway-requests.ts';
import { JOBS_REQUESTS } from '../permissions/jobs-requests.ts';
import { REQUESTS as OTHERS, type Request } from '../permissions/requests.ts';
import { ROWS, type Role, type Row } from '../permissions/table.ts';
import type { Somebody, World } from '../permissions/world.ts';

const REQUESTS = { ...OTHERS, ...DATAMETA_REQUESTS, ...GATEWAY_REQUESTS, ...JOBS_REQUESTS };

/** One request that a route answers as it was asked to. */
export interface Sample {
  as: Somebody;
  build: () => Request | Promise<Request>;
}

/** Whose request stands for a route, where several get an answer. */
const PREFERRED: readonly Role[] = ['owner', 'gadmin', 'admin', 'suser', 'anon'];

/**
 * Requests by route, in the order of the table of permissions: first the one that stands for the route, then those of
 * everybody else who is answered. Routes that the table only has refusals of get a request of their own.
 */
export function samplesOf(run: MeteredRun, world: World): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>();
  for (const row of ROWS) {
    const known = samples.get(row.route) ?? [];
    samples.set(row.route, [...known, ...answered(world, row)]);
  }
  for (const [route, build] of Object.entries(others(run, world))) {
    samples.set(route, [{ as: world.callers.anon, build }]);
  }
  return samples;
}

function answered(world: World, { route, on, roles, statuses }: Row): Sample[] {
  const good = roles.filter((_, index) => (statuses[index] ?? 500) < 400);
  return good
    .toSorted((left, right) => rank(left) - rank(right))
    .map((role) => ({
      as: world.callers[role],
      build: () => {
        const build = REQUESTS[route];
        if (build === undefined) throw new Error(`There is no request for ${route}.`);
        return build(world, role, on);
      },
    }));
}

const rank = (role: Role): number => (PREFERRED.includes(role) ? PREFERRED.indexOf(role) : PREFERRED.length);

/** What the table of permissions asks only so that it is refused, since these are limited by address. */
function others(run: MeteredRun, world: World): Record<string, () => Promise<Request>> {
  const person = () => newPerson(run, world.group);
  const name = () => `calls-${randomUUID().slice(0, 8)}`;
  return {
    'POST /api/v1/password-links': async () => {
      const { email } = await person();
      return { path: '/api/v1/password-links', sent: { body: { email } } };
    },
    'POST /api/v1/password': async () => {
      const { email } = await person();
      await expectOk(world.callers.anon, '/api/v1/password-links', { body: { email } });
      const { text } = await mailTo(run.directory, email, /new password/);
      const link = /#([A-Za-z0-9]{43})/.exec(text)?.[1];
      return { path: '/api/v1/password', sent: { body: { link, newPassword: `${PASSWORD}x` } } };
    },
    'POST /api/v1/registrations': async () => {
      const nothing = { org_select: null, org_new_name: null, org_create: null, check_user_agreement: null };
      const body = { ...nothing, name: 'Jane', email: `${name()}@example.org`, org_select: world.group };
      return { path: '/api/v1/registrations', sent: { body } };
    },
  };
}

/** Sends it. @throws Error where it is refused: then it is no sample of the route's cost */
export async function send({ as }: Sample, { path, sent, as: other }: Request): Promise<number> {
  const answer = await call(other ?? as, path, sent);
  if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return Buffer.byteLength(answer.text);
}
