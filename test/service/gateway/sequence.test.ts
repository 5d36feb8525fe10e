import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../domain/submission/submission.ts';
import { call, expectOk } from '../client.ts';
import { curl, SENDER } from '../curl.ts';
import { mailsTo, mailTo } from '../mail.ts';
import { newGroup, newPerson, type Person } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';
import { csvFile, type NemoSubmission, release } from '../submitting.ts';
import { ask, draft, finished, PATH, post, start, submitted, type View } from './asking.ts';

const CHECKS = [
  {
    name: 'Parcels table',
    kind: 'table',
    input: PATH,
    schema: {
      fields: [
        { name: 'id', type: 'integer', constraints: { required: true, unique: true } },
        { name: 'area', type: 'number', constraints: { minimum: 0 } },
      ],
    },
  },
];

let group: string;
let person: Person;
let folder: string;
beforeAll(async () => {
  group = await newGroup(siteAdmin());
  person = await newPerson(siteAdmin(), group);
  folder = mkdtempSync(join(tmpdir(), 'waybill-gateway-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The document's steps, each as one call, with nothing but what the answers before have told. */
async function sequence(assignmentKey: string, text: string): Promise<View> {
  const file = join(folder, 'parcels.csv');
  writeFileSync(file, text);
  const authorization = `Authorization: Bearer ${person.token}`;
  const ask200 = async (...args: string[]): Promise<View> => {
    const answer = await curl('-H', authorization, ...args);
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, answer.text.slice(0, 200)]);
    return JSON.parse(answer.text) as View;
  };
  const api = `${person.url}/api/v1`;
  const { submissionReference } = await ask200('-X', 'POST', `${api}/assignments/${assignmentKey}/submission`);
  const path = encodeURIComponent(PATH);
  await ask200('-F', `file=@${file}`, `${api}/submissions/${submissionReference}/inputs?dataStorePath=${path}`);
  await ask200('-X', 'POST', `${api}/submissions/${submissionReference}/start`);
  await finished(person, submissionReference);
  return ask200(`${api}/submissions/${submissionReference}`);
}

describe(`the documented sequence, sent with ${SENDER}`, () => {
  it('ends FINISHED, and an output can be downloaded', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group, { checks: CHECKS });
    const ended = await sequence(assignmentKey, 'id,area\n1,2.5\n2,3\n');
    expect(ended).toMatchObject({ status: 'FINISHED', state: 'succeeded', errorMessage: null, submittedVia: 'API' });
    expect(ended.steps.map(({ name, success }) => [name, success])).toEqual(STEPS.map((step) => [step, true]));
    expect(ended).toMatchObject({ fileCount: 1, totalBytes: 18, policy: 'private', assignmentKey });
    expect(ended.inputs).toMatchObject([{ dataStorePath: PATH, storedFilename: '1-parcels.csv', state: 'released' }]);
    const names = ended.outputs.map(({ storedFilename }) => storedFilename);
    expect(names).toContain('qc-report.json');
    for (const name of names) {
      const { status, text } = await curl(
        '-H',
        `Authorization: Bearer ${person.token}`,
        `${person.url}/api/v1/submissions/${ended.submissionReference}/outputs/${name}`,
      );
      expect([name, status, text.length > 0]).toEqual([name, 200, true]);
    }
  });

  it('ends FINISHED too where the file breaks the schema, with an error and a report of row and column', async () => {
    const { assignmentKey, specificationKey } = await ask(siteAdmin(), group, { checks: CHECKS });
    const ended = await sequence(assignmentKey, 'id,area\n1,2.5\n1,-3\nx,y\n');
    expect(ended).toMatchObject({ status: 'FINISHED', state: 'failed' });
    expect(ended.errorMessage).toContain(PATH);
    const report = ended.outputs.find(({ storedFilename }) => /parcels-table.*\.json$/.test(storedFilename));
    const path = `/api/v1/submissions/${ended.submissionReference}/outputs/${report?.storedFilename}`;
    const text = JSON.stringify(await expectOk(person, path));
    expect(text).toMatch(/"row":3/);
    expect(text).toMatch(/"column":"area"/);
    const rules = await expectOk<{
      submissions: number;
      rules: { check: string; failed: number; conformance: number }[];
    }>(siteAdmin(), `/api/v1/reports/specification/${specificationKey}/rule_conformance`);
    expect(rules.submissions).toBe(1);
    expect(rules.rules.some(({ failed, conformance }) => failed > 0 && conformance < 100)).toBe(true);
  });

  it('refuses a file that is too large for the API, and names the way that takes it', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group);
    const { submissionReference } = await draft(person, assignmentKey);
    const raw = new FormData();
    raw.set('file', new Blob([new Uint8Array(4_600_000)]), 'parcels.csv');
    const path = `/api/v1/submissions/${submissionReference}/inputs?dataStorePath=${encodeURIComponent(PATH)}`;
    const refused = await call<{ detail: string }>(person, path, { raw });
    expect(refused.status).toBe(413);
    expect(refused.json.detail).toContain('/uploads');
  });
});

describe('a submission to an assignment at the other doors', () => {
  it('is NeMO’s too, once it has started, with the same six steps', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group);
    const ids = async () => {
      const { results } = await expectOk<{ results: NemoSubmission[] }>(person, '/api/submission');
      return results.map(({ id }) => id);
    };
    const { id, submissionReference } = await draft(person, assignmentKey);
    expect((await call(person, `/api/submission/${id}`)).status).toBe(404);
    expect(await ids()).not.toContain(id);
    await post(person, id, 'id,area\n1,2\n');
    await start(person, id);
    await finished(person, id);
    const seen = await expectOk<NemoSubmission>(person, `/api/submission/${id}`);
    expect(seen).toMatchObject({ id, complete: true, success: true, policy: 'private' });
    expect(seen.steps.map(({ name }) => name)).toEqual([...STEPS]);
    expect(await ids()).toContain(id);
    expect(await expectOk(person, `/api/submission/${submissionReference}`)).toEqual(seen);
    const status = await expectOk(person, `/v1/file-status/${id}/1-parcels.csv`);
    expect(status).toMatchObject({ status: 'COMPLETE' });
  });

  it('and NeMO’s is read at the status of 1Data Gateway', async () => {
    const { id } = await release(person, [csvFile('counts.csv')]);
    const seen = await expectOk<View>(person, `/api/v1/submissions/${id}`);
    expect(seen).toMatchObject({ status: 'FINISHED', errorMessage: null, door: 'nemo', inputs: [] });
  });
});

describe('whoever submits', () => {
  it('is mailed how it ended, and of no manifest', async () => {
    const reader = await newPerson(siteAdmin(), group, {}, 'reader');
    const { assignmentKey } = await ask(siteAdmin(), group);
    const good = await submitted(reader, assignmentKey);
    await mailTo(dataFolder(), reader.email, new RegExp(`submission ${good.id} is complete`));
    const { id: bad } = await draft(reader, assignmentKey);
    await post(reader, bad, 'text', PATH, 'letter.pdf');
    await start(reader, bad);
    const failure = await mailTo(dataFolder(), reader.email, new RegExp(`submission ${bad} failed`));
    expect(failure.text).toContain("'letter.pdf' is not of an accepted type (csv).");
    const { id: dropped } = await draft(reader, assignmentKey);
    await expectOk(reader, `/api/v1/submissions/${dropped}/cancel`, { method: 'POST' });
    await mailTo(dataFolder(), reader.email, new RegExp(`submission ${dropped} was cancelled`));
    expect(mailsTo(dataFolder(), reader.email)).toHaveLength(3);
  });
});

describe('its files', () => {
  it('are downloaded by whoever may read the submission, and by nobody else', async () => {
    const { assignmentKey } = await ask(siteAdmin(), group);
    const text = 'id,area\n7,8\n';
    const { submissionReference: ref } = await submitted(person, assignmentKey, text);
    const path = `/api/v1/submissions/${ref}/inputs/1-parcels.csv`;
    const { status, headers } = await call(person, path);
    expect(status).toBe(302);
    expect(await (await fetch(headers.get('location') ?? '')).text()).toBe(text);
    const stranger = await newPerson(siteAdmin(), await newGroup(siteAdmin()));
    expect((await call(stranger, path)).status).toBe(404);
    expect((await call(person, path.replace('1-', '2-'))).status).toBe(404);
  });
});
