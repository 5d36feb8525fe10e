import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../domain/submission/submission.ts';
import { type Caller, call, expectOk, until } from './client.ts';
import { operatorOf } from './operator.ts';
import { newGroup, newPerson, type Person } from './people.ts';
import { type RunningService, startService } from './running.ts';
import {
  csvFile,
  ended,
  form,
  manifestOf,
  type NemoSubmission,
  type SampleFile,
  stepEnded,
  submit,
  upload,
} from './submitting.ts';

const PEOPLE = 12;
const EACH = 10;
const ALL = PEOPLE * EACH;
const PATIENCE = 300;

interface Page {
  total: number;
  results: NemoSubmission[];
  page?: number;
  next?: string;
}

let service: RunningService;
let admin: Caller;
beforeAll(async () => {
  // everything of this test comes from one address at once; six shards, and a slice ends with every sixteen files
  const context = { throttle: { rate: 5000, burst: 5000 }, ingest: { shardFiles: 40, sliceSeconds: 0.05 } };
  service = await startService({ context });
  admin = { url: service.url, token: service.token };
});
afterAll(async () => {
  await service.stop();
  service.remove();
});

/** Every page of a list, one after another. */
async function pagesOf(caller: Caller, query: string): Promise<Page[]> {
  const pages: Page[] = [];
  let path = `/api/submission?${query}`;
  for (;;) {
    const page = await expectOk<Page>(caller, path);
    pages.push(page);
    if (page.next === undefined) return pages;
    path = page.next.slice(caller.url.length);
  }
}

const idsOf = (pages: readonly Page[]): string[] => pages.flatMap(({ results }) => results.map(({ id }) => id));

const stepsOf = ({ steps }: NemoSubmission) => steps.map(({ name, success }) => [name, success]);
const SIX_STEPS = STEPS.map((step) => [step, true]);

describe(`${ALL} submissions of ${PEOPLE} people at once`, () => {
  const made: { person: Person; file: SampleFile; id: string }[] = [];
  const groups: string[] = [];
  const people: Person[] = [];
  const leads: Person[] = [];
  let reader: Person;

  beforeAll(
    async () => {
      for (let i = 0; i < 2; i++) groups.push(await newGroup(admin));
      const person = (index: number, roles = {}) => newPerson(admin, groups[index % 2] ?? '', roles);
      people.push(...(await Promise.all(Array.from({ length: PEOPLE }, (_, index) => person(index)))));
      for (const index of [0, 1]) leads.push(await person(index, { groupAdmin: true }));
      reader = await person(0, { siteRead: true });
      const submissions = people.flatMap((person) =>
        Array.from({ length: EACH }, (_, index) => ({ person, file: csvFile(`file-${index}.csv`) })),
      );
      await Promise.all(
        submissions.map(async ({ person, file }) => {
          const id = await submitted(person, file);
          made.push({ person, file, id });
        }),
      );
      await allOfThem('have a valid manifest', ({ steps }) => steps.length > 0);
      await Promise.all(made.map(({ person, file, id }) => upload(person, id, [file])));
      await allOfThem('have ended', ({ complete }) => complete);
    },
    2 * PATIENCE * 1000,
  );

  /** A busy machine may say that too many come at once; nothing has been made then, and it says when to come again. */
  async function submitted(person: Person, file: SampleFile): Promise<string> {
    for (;;) {
      const { status, headers, json, text } = await call<{ id: string }>(person, '/api/submission', {
        raw: form(manifestOf([file])),
      });
      if (status === 200) return json.id;
      const seconds = headers.get('retry-after');
      if (status !== 503 || seconds === null) throw new Error(`A submission was answered with ${status}: ${text}`);
      await pause(Number(seconds) * 1000);
    }
  }

  /** Asks the list and not each submission: a hundred that ask ten times a second are a test of something else. */
  const allOfThem = (what: string, wanted: (submission: NemoSubmission) => boolean) =>
    until(
      `that all ${what}`,
      () => pagesOf(reader, 'all=y'),
      (pages) => pages.every(({ results }) => results.every(wanted)),
      PATIENCE,
    );

  const idsBy = (wanted: (person: Person) => boolean): string[] =>
    made.filter(({ person }) => wanted(person)).map(({ id }) => id);

  it('all succeed, each with the six steps in their order', async () => {
    const submissions = (await pagesOf(reader, 'all=y')).flatMap(({ results }) => results);
    expect(submissions.filter(({ success }) => !success)).toEqual([]);
    for (const submission of submissions) expect(stepsOf(submission)).toEqual(SIX_STEPS);
  });

  it('have one execution each', async () => {
    const ids = idsBy(() => true);
    expect(new Set(ids).size).toBe(ALL);
    const executions = await operatorOf(service.directory).executions();
    expect(executions.toSorted()).toEqual(ids.map((id) => `${id}-1`).toSorted());
  });

  it('are in the lists of their submitter, their group and the site, none lost and none twice', async () => {
    const expectList = async (caller: Caller, query: string, ids: readonly string[]) => {
      const pages = await pagesOf(caller, query);
      expect(idsOf(pages).toSorted()).toEqual(ids.toSorted());
      expect(pages.map(({ total }) => total)).toEqual(pages.map(() => ids.length));
      expect(pages).toHaveLength(Math.ceil(ids.length / 100));
    };
    for (const one of people)
      await expectList(
        one,
        '',
        idsBy((person) => person === one),
      );
    for (const [index, lead] of leads.entries()) {
      const members = new Set(people.filter((_, position) => position % 2 === index));
      await expectList(
        lead,
        'all=y',
        idsBy((person) => members.has(person)),
      );
    }
    await expectList(
      reader,
      'all=y',
      idsBy(() => true),
    );
  });
});

describe('a submission of 240 files', () => {
  it(
    'goes through all steps shard by shard, each file once',
    async () => {
      const person = await newPerson(admin, await newGroup(admin));
      const files = Array.from({ length: 240 }, (_, index) => csvFile(`file ${index}.csv`));
      const id = await submit(person, manifestOf(files));
      await stepEnded(person, id, 'manifest_validated', PATIENCE);
      await upload(person, id, files);
      const submission = await ended(person, id, PATIENCE);
      expect(stepsOf(submission)).toEqual(SIX_STEPS);
      const listed = await filesOf(person, id);
      expect(listed.map(({ name }) => name).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
      expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['released']));
      expect(new Set(listed.map(({ identifier }) => identifier)).size).toBe(files.length);
    },
    PATIENCE * 1000,
  );

  interface Listed {
    name: string;
    state: string;
    identifier: string;
  }

  async function filesOf(person: Person, id: string): Promise<Listed[]> {
    const files: Listed[] = [];
    let after = '';
    for (;;) {
      const page = await expectOk<{ files: Listed[]; next?: string }>(
        person,
        `/api/v1/submissions/${id}/files?limit=1000${after}`,
      );
      files.push(...page.files);
      if (page.next === undefined) return files;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
  }
});
