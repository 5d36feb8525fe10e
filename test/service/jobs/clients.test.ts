import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { anonymous, expectOk, until } from '../client.ts';
import { newGroup } from '../people.ts';
import { siteAdmin } from '../shared.ts';

const FASTA = '>P41352\nMKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQFEVV\n';
const PDB = 'ATOM      1  N   MET A   1      38.428  13.104   6.364  1.00 54.69           N\n';

/** What those programs have in place of the address of their own site. */
let base: string;

beforeAll(async () => {
  const admin = siteAdmin();
  base = `${anonymous(admin).url}/analytics_automated`;
  const group = await newGroup(admin);
  const put = (path: string, body: object) => expectOk(admin, `/api/v1/${path}`, { method: 'PUT', body });
  const job = (name: string, steps: string[], validators: object[] = []) =>
    put(`jobs/${name}`, {
      public: true,
      groupId: group,
      validators,
      steps: steps.map((task, ordering) => ({ task, ordering })),
    });
  const copy = { image: 'debian:12', command: ['cp', '$I1', '$O1'] };
  await put('tasks/psipred_ss2', { ...copy, inputs: ['.fasta'], outputs: ['.ss2'] });
  await put('tasks/psipred_horiz', { ...copy, inputs: ['.ss2'], outputs: ['.horiz'] });
  await put('tasks/merizosearch', {
    image: 'debian:12',
    command: ['echo', '$P1', '$P2'],
    inputs: ['.pdb'],
    stdout: '.tsv',
    parameters: [
      { alias: 'db', switchless: true },
      { alias: 'chain', switchless: true },
    ],
  });
  await put('tasks/task1', {
    image: 'debian:12',
    command: ['head', '$P1', '$P2', '$I1'],
    inputs: ['.txt'],
    stdout: '.out',
    parameters: [
      { alias: 'all', kind: 'boolean', flag: '-q' },
      { alias: 'number', flag: '-n' },
    ],
  });
  await job('psipred', ['psipred_ss2', 'psipred_horiz'], [{ kind: 'seq' }]);
  await job('merizosearch', ['merizosearch'], [{ kind: 'pdb_file' }]);
  await job('job1', ['task1']);
});

interface State {
  UUID: string;
  state: string;
  submissions: { last_message: string; results: { data_path: string }[] }[];
}

/** What Python's requests sends. */
const REQUESTS = { 'user-agent': 'python-requests/2.31.0', accept: '*/*', 'accept-encoding': 'gzip, deflate' };

const ask = (path: string, headers: Record<string, string> = REQUESTS) => fetch(base + path, { headers });

/** A form as requests writes it: fields first, and no content type for a file that is given with its name alone. */
function post(path: string, fields: Record<string, string>, file: [name: string, content: string], headers = REQUESTS) {
  const boundary = randomBytes(16).toString('hex');
  const parts = Object.entries(fields).map(([name, value]) => `form-data; name="${name}"\r\n\r\n${value}`);
  const all = [...parts, `form-data; name="input_data"; filename="${file[0]}"\r\n\r\n${file[1]}`];
  const body = `${all.map((part) => `--${boundary}\r\nContent-Disposition: ${part}\r\n`).join('')}--${boundary}--\r\n`;
  const type = `multipart/form-data; boundary=${boundary}`;
  return fetch(base + path, { method: 'POST', headers: { ...headers, 'content-type': type }, body });
}

const polled = (path: string, headers?: Record<string, string>) =>
  until(
    `the end of ${path}`,
    async () => (await (await ask(path, headers)).json()) as State,
    ({ state }) => ['Complete', 'Error', 'Crash'].includes(state),
  );

describe('programs that are made for analytics_automated', () => {
  it('PSIPREDauto: names with their path, ?format=json, root and data_path', async () => {
    const path = `/home/someone/fasta/${'x'.repeat(60)}.fasta`;
    const data = { job: 'psipred', submission_name: path.slice(0, 64), email: 'someone@example.org' };
    const output = (await (await post('/submission.json', data, [path, FASTA])).json()) as Record<string, string>;
    expect(Object.keys(output)).toEqual(['UUID', 'submission_name']);
    const { state, submissions } = await polled(`/submission/${output['UUID']}?format=json`);
    expect([state, submissions[0]?.last_message]).toEqual(['Complete', 'Completed job at step #2']);
    const paths = submissions[0]?.results.map(({ data_path }) => data_path) ?? [];
    expect(paths.map((one) => one.split('.').at(-1))).toEqual(['ss2', 'horiz']);
    for (const one of paths) expect(await (await ask(one)).text()).toBe(FASTA);
  });

  it('PRISM: Accept: application/json, and files by their base name', async () => {
    const headers = { ...REQUESTS, accept: 'application/json' };
    const data = { job: 'psipred', submission_name: 'P41352', email: 'someone@example.org' };
    const answer = await post('/submission/', data, ['P41352.fasta', FASTA], headers);
    expect(answer.status).toBe(201);
    const { UUID } = (await answer.json()) as { UUID: string };
    const { state, submissions } = await polled(`/submission/${UUID}`, headers);
    expect(state).toBe('Complete');
    const names = submissions[0]?.results.map(({ data_path }) => data_path.split('/').at(-1) ?? '') ?? [];
    const ss2 = names.find((name) => name.endsWith('.ss2')) ?? '';
    expect(await (await ask(`/submissions/${ss2}`)).text()).toBe(FASTA);
    // another program guesses the name of a result from that of another
    expect((await ask(`/submissions/${ss2.replace('.ss2', '.horiz')}`)).status).toBe(200);
  });

  it('Merizo’s script: a form of its own making, with parameters', async () => {
    const boundary = `----------${randomBytes(16).toString('hex')}`;
    const fields = {
      job: 'merizosearch',
      submission_name: 'search_models/AF-P41352.pdb_A',
      email: 'user@example.com',
      merizosearch_db: 'ted',
      merizosearch_chain: 'A',
    };
    const parts = Object.entries(fields).map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const file = `--${boundary}\r\nContent-Disposition: form-data; name="input_data"; filename="models/AF-P41352.pdb"\r\nContent-Type: application/octet-stream\r\n\r\n${PDB}\r\n`;
    const answer = await fetch(`${base}/submission.json`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'user-agent': 'Python-urllib/3.12' },
      body: `${parts.join('')}${file}--${boundary}--\r\n`,
    });
    expect(answer.status).toBe(201);
    const { UUID } = (await answer.json()) as { UUID: string };
    const { state, submissions } = await polled(`/submission/${UUID}`);
    expect(state).toBe('Complete');
    expect(await (await ask(submissions[0]?.results[0]?.data_path ?? '')).text()).toBe('ted A\n');
  });

  it('send_fasta.py and send_file.py, its own examples', async () => {
    const fasta = { job: 'psipred', submission_name: 'testing', email: 'someone@example.org' };
    const first = await post('/submission.json', fasta, ['prot.txt', FASTA]);
    expect(await first.text()).toMatch(/^\{"UUID":"[^"]+","submission_name":"testing"\}$/);
    const file = {
      job: 'job1',
      submission_name: 'test',
      email: 'someone@example.org',
      task1_all: 'True',
      task1_number: '12',
    };
    const second = await post('/submission/.json', file, ['example.txt', 'one\ntwo\n']);
    expect(second.status).toBe(201);
    const { UUID } = (await second.json()) as { UUID: string };
    const { state, submissions } = await polled(`/submission/${UUID}.json`);
    expect([state, submissions[0]?.last_message]).toEqual(['Complete', 'Completed job at step #1']);
    expect(await (await ask(submissions[0]?.results[0]?.data_path ?? '')).text()).toBe('one\ntwo\n');
  });

  it('a program that reads the page, once it asks for it', async () => {
    const data = { job: 'psipred', submission_name: 'page', email: 'someone@example.org' };
    const text = await (await post('/submission.json', data, ['P41352.fasta', FASTA])).text();
    const uuid = /\{"UUID":"(.*)","sub.*/.exec(text)?.[1] ?? '';
    const page = await until(
      'the page',
      async () => (await ask(`/submission/${uuid}`, { ...REQUESTS, accept: 'text/html' })).text(),
      (html) => html.includes('&quot;state&quot;: &quot;Complete&quot;,'),
    );
    const horiz = /\/submissions\/(.*\.horiz)&quot/.exec(page)?.[1] ?? '';
    expect(await (await ask(`/submissions/${horiz}`)).text()).toBe(FASTA);
  });
});
