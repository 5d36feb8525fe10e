import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../domain/submission/submission.ts';
import { call, expectOk, until } from '../client.ts';
import { ask, start } from '../gateway/asking.ts';
import { operatorOf } from '../operator.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { type RunHere, runHere } from '../run-here.ts';
import { tableOf } from './document.ts';
import {
  DOORS,
  type Door,
  fillDraft,
  type Names,
  namesOf,
  prepare,
  type Site,
  submitAt,
  submitJob,
  submitManifest,
  submitMetadata,
  uploadFile,
} from './doors.ts';
import { createGates } from './gates.ts';
import {
  groupListOf,
  historyOf,
  type OwnView,
  ownListOf,
  readAll,
  type Seen,
  searched,
  spellingsOf,
} from './readers.ts';

const PATIENCE_SECONDS = 120;
const ROWS = tableOf('a submission that');

let service: RunHere;
let group: string;
let person: Person;
let lead: Person;
let site: Site;
const gates = createGates();

beforeAll(async () => {
  service = await runHere({
    context: { jobs: { lowFrom: 0, refuseFrom: 0 } },
    stepRetryScale: 0.01,
    faults: { beforeInvoke: gates.beforeInvoke },
  });
  group = await newGroup(service);
  [person, lead] = await Promise.all([newPerson(service, group), newPerson(service, group, { groupAdmin: true })]);
  site = await prepare(service, group);
}, 300_000);
afterEach(() => {
  for (const functionId of ['ManifestValidated', 'QcComplete']) gates.letGo(functionId);
});
afterAll(() => service.close(), 60_000);

type Made = readonly [Door, Names];

const reached = (names: Names, what: string, wanted: (view: OwnView) => boolean): Promise<OwnView> =>
  until(
    `${what} of ${names.id}`,
    () => expectOk<OwnView>(person, `/api/v1/submissions/${names.id}`),
    wanted,
    PATIENCE_SECONDS,
  );
const reachedState = (names: Names, state: string) => reached(names, state, (view) => view.state === state);

/** One submission of each door. */
async function atEach(make: (door: Door) => Promise<Names>): Promise<Made[]> {
  return Promise.all(DOORS.map(async (door) => [door, await make(door)] as const));
}

/** Submissions that are under way: files do not come, a task does not end, step 3 is held back. */
async function underWay(): Promise<Made[]> {
  const job = await submitAt('jobs', person, site, 'good', 'endless');
  await taskBegun(job);
  gates.hold('QcComplete');
  const made = await atEach(async (door) => {
    if (door === 'jobs') return job;
    return door === 'nemo' ? namesOf(person, (await submitManifest(person)).id) : submitAt(door, person, site);
  });
  for (const [door, names] of made) {
    await reached(names, 'first step', ({ steps }) => steps.length === (door === 'nemo' ? 1 : 2));
  }
  return made;
}

async function cancel(names: Names): Promise<void> {
  await expectOk(person, `/api/v1/submissions/${names.uuid}/cancel`, { method: 'POST' });
}

const withSteps = (seen: Seen) => seen.steps.own?.map(({ name, success }) => [name, success]) ?? [];
const SUCCEEDED = STEPS.map((name) => [name, true]);

/** How a submission comes to be in each state, and what its steps are then. */
const MAKERS: Readonly<Record<string, { make: () => Promise<Made[]>; steps: (seen: Seen, door: Door) => void }>> = {
  'takes inputs': {
    make: async () => [['gateway', await namesOf(person, await fillDraft(person, site))]],
    steps: (seen) => expect(withSteps(seen)).toEqual([]),
  },
  'has just been made': {
    make: async () => {
      gates.hold('ManifestValidated');
      return atEach(async (door) =>
        door === 'nemo' ? namesOf(person, (await submitManifest(person)).id) : submitAt(door, person, site),
      );
    },
    steps: (seen) => expect(withSteps(seen)).toEqual([]),
  },
  'is under way': {
    make: underWay,
    steps: (seen, door) => expect(withSteps(seen)).toEqual(SUCCEEDED.slice(0, door === 'nemo' ? 1 : 2)),
  },
  'has gone through all six steps': {
    make: async () => {
      const made = await atEach((door) => submitAt(door, person, site));
      await Promise.all(made.map(([, names]) => reachedState(names, 'succeeded')));
      return made;
    },
    steps: (seen) => expect(withSteps(seen)).toEqual(SUCCEEDED),
  },
  'was found wrong': {
    make: async () => {
      const made = await atEach((door) => submitAt(door, person, site, 'bad'));
      await Promise.all(made.map(([, names]) => reachedState(names, 'failed')));
      return made;
    },
    steps: expectFailedLast,
  },
  'met a fault of ours': {
    make: async () => {
      gates.fail('QcComplete');
      const made = await atEach((door) => submitAt(door, person, site));
      await Promise.all(made.map(([, names]) => reachedState(names, 'failed')));
      return made;
    },
    steps: (seen) => expect(withSteps(seen)).toEqual([...SUCCEEDED.slice(0, 2), ['qc_complete', false]]),
  },
  'was cancelled': {
    make: async () => {
      const made = await underWay();
      await Promise.all(made.map(([, names]) => cancel(names)));
      return made;
    },
    steps: expectFailedLast,
  },
  'was cancelled before its start': {
    make: async () => {
      const names = await namesOf(person, await fillDraft(person, site));
      await cancel(names);
      return [['gateway', names]];
    },
    steps: expectFailedLast,
  },
  'was not started in time': {
    make: async () => {
      const { assignmentKey } = await ask(service, group, { timeoutDays: 0.2 / 86_400 });
      const names = await namesOf(person, await fillDraft(person, { ...site, assignmentKey }));
      const operator = operatorOf(service.directory);
      const swept = async () => {
        await operator.invoke('Sweeper');
        return expectOk<OwnView>(person, `/api/v1/submissions/${names.id}`);
      };
      await until('the time out', swept, ({ state }) => state === 'failed', PATIENCE_SECONDS);
      return [['gateway', names]];
    },
    steps: expectFailedLast,
  },
};

function expectFailedLast(seen: Seen): void {
  const steps = withSteps(seen);
  const names = STEPS.slice(0, steps.length);
  expect(steps).toEqual(names.map((name, index) => [name, index < steps.length - 1]));
  expect(steps.length).toBeGreaterThan(0);
}

const taskBegun = ({ uuid }: Names) =>
  until(
    `the first task of ${uuid}`,
    () => expectOk<{ state: string }>(person, `/analytics_automated/submission/single/${uuid}`),
    ({ state }) => state === 'Running',
    PATIENCE_SECONDS,
  );

/** In which searches by status it is found, and whether the three lists agree on having it. */
async function listed({ id, uuid }: Names): Promise<{ 'NeMO search': string; 'in the lists': string }> {
  const found: string[] = [];
  for (const status of ['complete', 'in-progress', 'error']) {
    if ((await searched(person, { id, status: [status] })).ids.includes(id)) found.push(status);
  }
  const lists = [
    (await historyOf(person)).ids.includes(id),
    (await historyOf(lead, 'all=y')).ids.includes(id),
    (await historyOf(service, 'all=y')).ids.includes(id),
    (await ownListOf(person, { limit: '7' })).includes(id),
    (await ownListOf(lead, { scope: 'group' })).includes(id),
    (await groupListOf(person, group, 3)).includes(uuid),
    (await groupListOf(person, group)).includes(uuid),
  ];
  return {
    'NeMO search': found.join(', ') || 'none',
    'in the lists': [...new Set(lists)].map((has) => (has ? 'yes' : 'no')).join(' and '),
  };
}

describe('a submission of every door, read at every door by each of its names', { timeout: 300_000 }, () => {
  it('is in every state that the table has', () => {
    expect(ROWS.map((row) => row['a submission that'])).toEqual(Object.keys(MAKERS));
  });

  it.each(ROWS.map((row) => [row['a submission that'] ?? '', row] as const))('that %s', async (state, row) => {
    const { 'a submission that': _name, ...expected } = row;
    const maker = MAKERS[state];
    const made = (await maker?.make()) ?? [];
    for (const [door, names] of made) {
      const lists = await listed(names);
      for (const name of spellingsOf(names)) {
        const seen = await readAll(person, names, name);
        expect([door, name, { ...seen.words, ...lists }]).toEqual([door, name, expected]);
        maker?.steps(seen, door);
        if (seen.steps.nemo !== undefined) expect([door, seen.steps.nemo]).toEqual([door, seen.steps.own]);
      }
    }
    expect(made.map(([door]) => door)).toEqual(made.length === 1 ? ['gateway'] : [...DOORS]);
  });
});

describe('a job', () => {
  it('that waits for its turn is submitted, though its first steps have ended', async () => {
    gates.hold('QcComplete');
    const names = await namesOf(person, (await submitJob(person, site.jobs.good)).uuid);
    await reached(names, 'second step', ({ steps }) => steps.length === 2);
    expect((await readAll(person, names, names.id)).words.analytics_automated).toBe('Submitted');
    gates.letGo('QcComplete');
    await reachedState(names, 'succeeded');
  });

  it('is read by the UUID of its request as well, which is none of its names', async () => {
    const { batch, uuid } = await submitJob(person, site.jobs.good);
    const request = await expectOk<{ UUID: string; submissions: { UUID: string }[] }>(
      person,
      `/analytics_automated/submission/${batch.toUpperCase()}`,
    );
    expect([request.UUID, request.submissions.map(({ UUID }) => UUID)]).toEqual([batch, [uuid]]);
    expect((await call(person, `/api/v1/submissions/${batch}`)).status).toBe(404);
  });
});

describe('a submission that is redriven', () => {
  it('is under way again at every door, without the step that failed, and then goes through', async () => {
    gates.fail('QcComplete');
    const { id, file } = await submitManifest(person);
    await uploadFile(person, id, file);
    const metadata = await submitMetadata(person, site);
    const all = [await namesOf(person, id), await namesOf(person, metadata)];
    for (const names of all) await reachedState(names, 'failed');
    gates.letGo('QcComplete');
    gates.hold('QcComplete');
    for (const names of all) {
      await expectOk(lead, `/api/v1/submissions/${names.siteId}/redrive`, { method: 'POST' });
      const seen = await readAll(person, names, names.uuid);
      expect(seen.words).toEqual({
        record: 'running',
        NeMO: 'complete: false, success: false',
        '1Data Gateway': 'PROCESSING',
        analytics_automated: 'Running',
      });
      expect(withSteps(seen)).toEqual(SUCCEEDED.slice(0, 2));
    }
    gates.letGo('QcComplete');
    for (const names of all) {
      await reachedState(names, 'succeeded');
      expect(withSteps(await readAll(person, names, names.siteId))).toEqual(SUCCEEDED);
    }
  });
});

describe('the start of a draft', () => {
  it('puts it into the lists of all doors, where it stays', async () => {
    const names = await namesOf(person, await fillDraft(person, site));
    expect((await listed(names))['in the lists']).toBe('no');
    await start(person, names.id);
    expect((await listed(names))['in the lists']).toBe('yes');
    await reachedState(names, 'succeeded');
    expect(await listed(names)).toEqual({ 'NeMO search': 'complete', 'in the lists': 'yes' });
  });
});
