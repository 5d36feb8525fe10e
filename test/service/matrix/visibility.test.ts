import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Caller, call, expectOk } from '../client.ts';
import { start } from '../gateway/asking.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { siteAdmin } from '../shared.ts';
import { ended } from '../submitting.ts';
import { type Line, tableOf } from './document.ts';
import { fillDraft, type Names, namesOf, prepare, type Site, submitAt, submitJob } from './doors.ts';
import { PATHS, spellingsOf } from './readers.ts';

const LINES = tableOf('made at');
const READERS = Object.keys(LINES[0] ?? {}).slice(2);

let group: string;
let site: Site;
let callers: Readonly<Record<string, Caller>>;

beforeAll(async () => {
  const root = siteAdmin();
  const [third, asking, elsewhere, own] = await Promise.all(
    ['third', 'asking', 'elsewhere', 'own'].map((name) => newGroup(root, name)),
  );
  group = own ?? '';
  const person = (where: string | undefined, roles = {}): Promise<Person> => newPerson(root, where ?? '', roles);
  site = await prepare(root, group, asking);
  callers = {
    owner: await person(group),
    member: await person(group),
    gadmin: await person(group, { groupAdmin: true }),
    other: await person(elsewhere),
    gother: await person(elsewhere, { groupAdmin: true }),
    reader: await person(third, { siteRead: true }),
    admin: await person(third, { siteAdmin: true }),
    asker: await person(asking, { groupAdmin: true }),
    nobody: { url: root.url, token: '' },
  };
});

const owner = (): Caller => callers['owner'] as Caller;

interface Made {
  names: Names;
  file: string;
}

/** A submission of each kind, with the name of a file that it has. */
const MAKERS: Readonly<Record<string, () => Promise<Made>>> = {
  NeMO: async () => withFile(await submitAt('nemo', owner(), site)),
  DataMeta: async () => withFile(await submitAt('datameta', owner(), site)),
  job: async () => withFile(await submitAt('jobs', owner(), site)),
  assignment: async () => {
    const names = await namesOf(owner(), await fillDraft(owner(), site));
    await start(owner(), names.id);
    return { names, file: '1-parcels.csv' };
  },
  'assignment, not started': async () => ({
    names: await namesOf(owner(), await fillDraft(owner(), site)),
    file: '1-parcels.csv',
  }),
  'public job': async () => withFile(await submitAt('jobs', owner(), site, 'good', 'public')),
  'public job, by nobody': async () => {
    const { uuid } = await submitJob(callers['nobody'] as Caller, site.jobs.public);
    return withFile(await namesOf(owner(), uuid));
  },
};

async function withFile(names: Names): Promise<Made> {
  const path = `/api/v1/submissions/${names.id}/files`;
  for (let tries = 0; tries < 300; tries++) {
    const [file] = (await call<{ files: { name: string }[] }>(owner(), path)).json.files;
    if (file !== undefined) return { names, file: file.name };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No file of ${names.id} came.`);
}

const status = async (caller: Caller, path: string): Promise<string> => String((await call(caller, path)).status);

/** Whether an answer names the submission, where it is one. */
async function lists(asked: Promise<Answer>, name: string): Promise<string> {
  const answer = await asked;
  if (answer.status !== 200) return String(answer.status);
  return answer.text.includes(`"${name}"`) ? 'yes' : 'no';
}

type Read = (caller: Caller, made: Made) => Promise<string>;

const READ: Readonly<Record<string, Read>> = {
  'NeMO, one': (caller, { names }) => status(caller, PATHS.nemo(names.uuid)),
  'NeMO, own history': (caller, { names }) => lists(call(caller, '/api/submission'), names.id),
  'NeMO, history with all=y': (caller, { names }) => lists(call(caller, '/api/submission?all=y'), names.id),
  'NeMO, search': (caller, { names: { id } }) => lists(call(caller, '/api/submission/search', { body: { id } }), id),
  'NeMO, file status': (caller, { names, file }) => status(caller, `/v1/file-status/${names.siteId}/${file}`),
  'DataMeta, list of the group': (caller, { names }) =>
    lists(call(caller, `/api/v1/groups/${group}/submissions`), names.siteId),
  '/api/v1, one': (caller, { names }) => status(caller, PATHS.own(names.id)),
  '/api/v1, list': (caller, { names }) => lists(call(caller, '/api/v1/submissions'), names.id),
  '/api/v1, list of the group': (caller, { names }) =>
    lists(call(caller, `/api/v1/submissions?group=${group}`), names.id),
  'analytics_automated, one': (caller, { names }) => status(caller, PATHS.job(names.uuid)),
  'analytics_automated, request': (caller, { names }) => status(caller, PATHS.request(names.uuid)),
  '1Data Gateway, list of the assignment': (caller, { names }) =>
    lists(call(caller, `/api/v1/assignments/${site.assignmentKey}/submissions`), names.uuid),
  '1Data Gateway, report of the specification': (caller, { names }) =>
    lists(call(caller, `/api/v1/reports/specification/${site.specificationKey}/submissions`), names.uuid),
};

/** The lines that hold for what was made so: its own, and of any API where it has none. */
function linesFor(kind: string): Line[] {
  const own = LINES.filter((line) => line['made at'] === kind);
  const general = LINES.filter((line) => line['made at'] === 'any API');
  return [...general.filter((line) => !own.some((one) => one['read at'] === line['read at'])), ...own];
}

describe('a submission, read at every door by everybody', { timeout: 120_000 }, () => {
  it('is read wherever the table says, and was made at whatever it names', () => {
    expect(new Set(LINES.map((line) => line['read at']))).toEqual(new Set(Object.keys(READ)));
    const kinds = new Set(LINES.map((line) => line['made at']));
    expect([...kinds].filter((kind) => kind !== 'any API' && !Object.hasOwn(MAKERS, kind ?? ''))).toEqual([]);
  });

  it.each(Object.entries(MAKERS))('that was made at %s', async (kind, make) => {
    const made = await make();
    const read = await Promise.all(
      linesFor(kind).map(async (line) => {
        const cells = READERS.map(async (reader) => [
          reader,
          await READ[line['read at'] ?? '']?.(callers[reader] as Caller, made),
        ]);
        return { ...line, ...(Object.fromEntries(await Promise.all(cells)) as Line) };
      }),
    );
    expect(read).toEqual(linesFor(kind));
  });
});

describe('a submission to a public job', () => {
  it('is nobody’s to read without signing in by the names that can be guessed', async () => {
    const { uuid } = await submitJob(callers['nobody'] as Caller, site.jobs.public);
    const { id, siteId } = await namesOf(owner(), uuid);
    const statuses = async (reader: string) => {
      const paths = [id, siteId].flatMap((name) => [PATHS.job(name), PATHS.request(name)]);
      return Promise.all(paths.map((path) => status(callers[reader] as Caller, path)));
    };
    expect(await statuses('nobody')).toEqual(Array(4).fill('401'));
    expect(await statuses('other')).toEqual(Array(4).fill('404'));
    expect(await statuses('member')).toEqual(Array(4).fill('200'));
  });
});

describe('what has been released', () => {
  it('is in the catalogue under each of its names, and what is private under none', async () => {
    const [open, closed] = await Promise.all([submitAt('nemo', owner(), site), submitAt('jobs', owner(), site)]);
    for (const { id } of [open, closed]) expect((await ended(owner(), id, 120)).success).toBe(true);
    const [file] = (await expectOk<{ files: { name: string }[] }>(owner(), `/api/v1/submissions/${open.id}/files`))
      .files;
    const answers = [];
    for (const name of spellingsOf(open)) {
      const entry = await expectOk<{ id: string }>(callers['nobody'] as Caller, `/api/v1/datasets/${name}`);
      const status = await expectOk(owner(), `/v1/file-status/${name}/${file?.name}`);
      answers.push({ entry, status });
    }
    expect(answers).toEqual(Array(spellingsOf(open).length).fill(answers[0]));
    expect(answers[0]).toMatchObject({ entry: { id: open.id, public: true }, status: { submission_id: open.id } });
    for (const name of spellingsOf(closed)) {
      expect((await call(owner(), `/api/v1/datasets/${name}`)).status).toBe(404);
    }
  });
});
