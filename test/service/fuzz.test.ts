import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_ROUTES } from '../functions/route-tables.ts';
import { seedFrom } from '../seed.ts';
import { type Caller, call, expectOk } from './client.ts';
import { type Operation, type RawAnswer, readDocument } from './fuzz/document.ts';
import { authorization, changesOf, type Shot, shotOf } from './fuzz/requests.ts';
import { asCurl, send } from './fuzz/wire.ts';
import { newPerson } from './people.ts';
import { DATAMETA_REQUESTS } from './permissions/datameta-requests.ts';
import { GATEWAY_REQUESTS } from './permissions/gateway-requests.ts';
import { JOBS_REQUESTS } from './permissions/jobs-requests.ts';
import { REQUESTS as OTHERS } from './permissions/requests.ts';
import { ROWS } from './permissions/table.ts';
import { makeWorld, type World } from './permissions/world.ts';
import { INSIDE } from './refusal.ts';
import { type RunningService, startService } from './running.ts';

const REQUESTS = { ...OTHERS, ...DATAMETA_REQUESTS, ...GATEWAY_REQUESTS, ...JOBS_REQUESTS };

/** `FUZZ_RUNS=500` makes it thorough; `FUZZ_SEED` repeats what a report names. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3);
const SEED = seedFrom('FUZZ_SEED', process.env['FUZZ_RUNS'] !== undefined);

/** What changes people comes last: those who made the records stay as they are until then. */
const changesPeople = (key: string): number => (/\/(users|accounts|groups|keys|tokens|appsettings)/.test(key) ? 1 : 0);
const KEYS = ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted(
  (a, b) => changesPeople(a) - changesPeople(b),
);

let service: RunningService;
let operations: Map<string, Operation>;
/** for every route the requests that the table of permissions says it carries out: one set to send, one to change */
const right = new Map<string, Shot[]>();
const toChange = new Map<string, Shot[]>();
/** who sends: nobody's id is in any request, so that none of them ends them */
let senders: Caller[];
let admin: Caller;

beforeAll(async () => {
  // one of its own: changed settings, profiles and people would be in the way of others
  service = await startService({
    context: {
      multipart: { thresholdBytes: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 },
      throttle: { rate: 10_000, burst: 5000 },
    },
  });
  const root = { url: service.url, token: service.token };
  const world = await makeWorld(root);
  operations = new Map((await readDocument(root)).map((operation) => [operation.key, operation]));
  for (const key of KEYS) right.set(key, await rightRequests(world, key));
  for (const key of KEYS) toChange.set(key, await rightRequests(world, key));
  const people = [{ siteAdmin: true }, { groupAdmin: true }, {}].map((roles) => newPerson(root, world.group, roles));
  const signedIn = await Promise.all((await Promise.all(people)).map(withApiToken));
  admin = signedIn[0] ?? root;
  senders = [...signedIn, { url: root.url, token: '' }];
}, 300_000);

afterAll(async () => {
  await service.stop();
  service.remove();
});

async function withApiToken(person: Caller): Promise<Caller> {
  const { token } = await expectOk<{ token: string }>(person, '/api/v1/tokens', { body: { label: 'fuzz' } });
  return { url: person.url, token };
}

/** What the table of permissions says that somebody may do, on each of its records. */
async function rightRequests(world: World, key: string): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const { on, roles, statuses, route } of ROWS.filter((row) => row.route === key)) {
    const role = roles[statuses.findLastIndex((status) => status < 400)];
    const request = role && (await REQUESTS[route]?.(world, role, on));
    if (request) shots.push(await shotOf(request, key.split(' ')[0] ?? '', request.as ?? world.callers[role]));
  }
  return shots;
}

/** The password of a link, and an address to mail to, are the only ones that nobody has here. */
const NEVER_RIGHT = ['POST /api/v1/password', 'POST /api/v1/password-links', 'POST /api/v1/registrations'];

/** API Gateway refuses a request line and headers of 10,240 bytes by itself. */
const LONGEST_PATH = 9_000;

/** A parameter that is empty or has a slash makes another path, a question mark ends it; what cannot be decoded is none. */
function isThatPath(operation: Operation, { path }: Shot): boolean {
  const [way = ''] = path.split('?');
  const segments = operation.path.split('/');
  if (way.split('/').some((given, i) => given === '' && segments[i] !== '') || path.length > LONGEST_PATH) return false;
  try {
    return !/[?/]/.test(way.split('/').map(decodeURIComponent).join(''));
  } catch {
    return false;
  }
}

/** The only answers that are the same for everybody. */
const DOCUMENTATION = new Set(
  ALL_ROUTES.filter(({ door }) => door === 'documentation').map(({ method, path }) => `${method} ${path}`),
);

function faultIn(operation: Operation, shot: Shot, answer: RawAnswer): string | undefined {
  if (answer.status >= 500) return 'the service failed';
  if (answer.status >= 400 && INSIDE.test(answer.text)) return 'it tells of the inside';
  if (!isThatPath(operation, shot)) return undefined;
  if (answer.caching !== 'no-store' && !DOCUMENTATION.has(operation.key)) return 'it may be kept by who passes it on';
  return operation.faultOf(answer);
}

function operationOf(key: string): Operation {
  const operation = operations.get(key);
  if (operation === undefined) throw new Error(`the document has no ${key}`);
  return operation;
}

async function check(operation: Operation, shot: Shot): Promise<number> {
  const answer = await send(service.url, shot);
  const fault = faultIn(operation, shot, answer);
  const shown = `${answer.status} ${answer.type}\n${answer.text.slice(0, 1500)}`;
  if (fault !== undefined) throw new Error(`${fault}\n${asCurl(service.url, shot)}\n${shown}`);
  return answer.status;
}

describe('every route', () => {
  it.each(KEYS)('%s answers a right request as its document says', async (key) => {
    const shots = right.get(key) ?? [];
    for (const shot of shots) expect(await check(operationOf(key), shot)).toBeLessThan(400);
    if (shots.length === 0) expect(NEVER_RIGHT).toContain(key);
  });
});

describe(`every route, ${RUNS} times, with FUZZ_SEED=${SEED}`, () => {
  it.each(KEYS)(
    '%s answers a wrong request as its document says',
    async (key) => {
      const operation = operationOf(key);
      const path = operation.path.replaceAll(/\{\w+\}/g, 'x');
      const plain: Shot = { method: operation.method, path, headers: {}, body: Buffer.of() };
      const before = fc.constantFrom(plain, ...(toChange.get(key) ?? []));
      const property = fc.asyncProperty(
        before,
        fc.constantFrom(...senders),
        changesOf(operation),
        async (shot, sender, change) => {
          const own = shot === plain || sender.token === admin.token ? authorization(sender) : {};
          await check(operation, change({ ...shot, headers: { ...shot.headers, ...own } }));
        },
      );
      await fc.assert(property, { numRuns: RUNS, seed: SEED, includeErrorInReport: true });
      // or all that follow would be refused at the gate
      expect((await call(admin, '/api/v1/account')).status).toBe(200);
    },
    600_000,
  );
});
