import { beforeAll, describe, expect, it } from 'vitest';
import { anonymous, type Caller, call, expectOk, type Sent } from '../client.ts';
import { newGroup, newPerson, PASSWORD, type Person } from '../people.ts';
import { expectRefusal } from '../refusal.ts';
import { siteAdmin } from '../shared.ts';
import { csvFile, manifestOf, stepEnded, submit } from '../submitting.ts';

let person: Person;
let stranger: Person;
let id: string;

beforeAll(async () => {
  const [group, other] = await Promise.all([newGroup(siteAdmin()), newGroup(siteAdmin())]);
  [person, stranger] = await Promise.all([newPerson(siteAdmin(), group), newPerson(siteAdmin(), other)]);
  id = await submit(person, manifestOf([csvFile('a.csv')]));
  await stepEnded(person, id, 'manifest_validated');
});

async function refused(caller: Caller, path: string, status: number, sent: Sent = {}) {
  return expectRefusal(await call(caller, path, sent), path, status);
}

/** One route of each error shape. */
const DOORS = ['/api/submission', '/api/v1/account'];

describe('credentials', () => {
  const foreign = `e30.${Buffer.from('{"sub":"AAAAAAAAAA"}').toString('base64url')}.c2ln`;
  const headers: [string, string, RegExp][] = [
    ['of another scheme', 'Basic YTpi', /must read 'Bearer TOKEN'/],
    ['without a token', 'Bearer', /must read 'Bearer TOKEN'/],
    ['with two tokens', 'Bearer a b', /must read 'Bearer TOKEN'/],
    ['with a token of another form', `Bearer ${'a'.repeat(63)}`, /must read 'Bearer TOKEN'/],
    ['with an unknown token', `Bearer ${'a'.repeat(64)}`, /unknown or revoked/],
    ['with a JWT of somebody else', `Bearer ${foreign}`, /unknown or revoked/],
    ['with what is no JWT', 'Bearer a.b.c', /must read 'Bearer TOKEN'/],
    ['with a JWT of 8,000 characters', `Bearer a.${'b'.repeat(7990)}.c`, /must read 'Bearer TOKEN'/],
  ];

  it.each(DOORS)('that are missing are asked for: %s', async (path) => {
    const answer = await call(anonymous(person), path);
    expect(expectRefusal(answer, path, 401).message).toContain("'Authorization: Bearer TOKEN'");
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(headers)('%s are refused with what to send', async (_, authorization, message) => {
    for (const path of DOORS) {
      const refusal = await refused(person, path, 401, { headers: { authorization } });
      expect(refusal.message).toMatch(message);
    }
  });

  it('that were changed by one character are refused', async () => {
    const changed = person.token.slice(0, -1) + (person.token.endsWith('A') ? 'B' : 'A');
    await refused({ ...person, token: changed }, '/api/submission', 401);
  });

  it('that have expired are told when, those that were revoked are not told that they were real', async () => {
    const body = { label: 'short', expires: new Date(Date.now() + 3000).toISOString() };
    const short = await expectOk<{ token: string }>(person, '/api/v1/tokens', { body });
    const other = await expectOk<{ id: string; token: string }>(person, '/api/v1/tokens', { body: { label: 'gone' } });
    await expectOk(person, `/api/v1/tokens/${other.id}`, { method: 'DELETE' });
    expect((await refused({ ...person, token: other.token }, '/api/submission', 401)).message).toContain(
      'unknown or revoked',
    );
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(body.expires) - Date.now()) + 50));
    const { message } = await refused({ ...person, token: short.token }, '/api/v1/account', 401);
    expect(message).toContain(`expired at ${body.expires}`);
  });
});

describe('a submission', () => {
  it('of somebody else does not exist, whatever it is called', async () => {
    const view = await expectOk<{ submissionReference: string; siteId: string }>(person, `/api/v1/submissions/${id}`);
    for (const name of [id, view.submissionReference, view.siteId]) {
      for (const path of [`/api/submission/${name}`, `/api/v1/submissions/${name}`, `/v1/file-status/${name}/a.csv`]) {
        await refused(stranger, path, 404);
      }
    }
  });

  it.each(['zzzzzzz', '8a5f8a4e-7c1b-8f4e-9a2d-0123456789ab', 'DMS-00000000', 'DMU-12345678'])(
    'that there is not is unknown: %s',
    async (name) => {
      for (const path of [`/api/submission/${name}`, `/api/v1/submissions/${name}`]) {
        expect((await refused(person, path, 404)).message).toContain(`'${name}'`);
      }
    },
  );

  it('is not found by a UUID that only begins like its own', async () => {
    const { submissionReference } = await expectOk<{ submissionReference: string }>(
      person,
      `/api/v1/submissions/${id}`,
    );
    const other = submissionReference.slice(0, -1) + (submissionReference.endsWith('0') ? '1' : '0');
    await refused(person, `/api/v1/submissions/${other}`, 404);
  });
});

describe('a search document', () => {
  const documents: [string, string, RegExp][] = [
    ['that is no JSON', '{"id": "x"', /not valid JSON/],
    ['as the documentation has it, with a quote missing', '{"submitter: "user"}', /not valid JSON/],
    ['that is a list', '[]', /expected object/],
    ['that is null', 'null', /expected object/],
    ['with an unknown key', '{"start_date": "2023-01-01"}', /start_date/],
    ['with a date of another form', '{"start-date": "01/02/2023"}', /start-date: a date is YYYY-MM-DD/],
    ['with a day that there is not', '{"end-date": "2023-02-30"}', /end-date: there is no such day/],
    ['with a number for a text', '{"id": 7}', /id: .*expected string/],
    ['with an unknown status', '{"status": ["done"]}', /status: one of complete, in-progress, error/],
    ['with an unknown policy', '{"policy": "secret"}', /policy: .*"open"/],
    ['nested without end', '['.repeat(100_000), /not valid JSON/],
    ['of broken text', '{"id":"\uD800"', /not valid JSON/],
  ];

  it.each(documents)('%s is refused with the reason', async (_, raw, message) => {
    const refusal = await refused(person, '/api/submission/search', 400, { raw });
    expect(refusal.message).toMatch(message);
  });

  it('tells each fault with its field', async () => {
    const body = { 'start-date': 'x', status: 'y', nope: 1 };
    const { errors } = await refused(person, '/api/submission/search', 400, { body });
    expect(errors.map(({ field }) => field)).toEqual(['start-date', 'status', '']);
  });
});

describe('JSON sent as a form, as curl -d does', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };

  it('is read as JSON by every door', async () => {
    const login = JSON.stringify({ username: person.username, password: PASSWORD });
    await expectOk(anonymous(person), '/v1/login', { raw: login, headers });
    const found = await expectOk<{ total: number }>(person, '/api/submission/search', {
      raw: `{"id":"${id}"}`,
      headers,
    });
    expect(found.total).toBe(1);
    const { token } = await expectOk<{ token: string }>(person, '/api/v1/tokens', { raw: '{"label":"x"}', headers });
    expect(token).toMatch(/^[A-Za-z0-9]{64}$/);
    const { manifest } = await expectOk<{ manifest: string }>(person, '/api/v1/manifest-uploads', {
      raw: '{"size":5}',
      headers,
    });
    const missing = { raw: `{"manifest":"${manifest}"}`, headers };
    expect((await refused(person, '/api/v1/manifest-checks', 404, missing)).message).toContain(manifest);
  });

  it('that is a form after all is told to be no JSON', async () => {
    const { message } = await refused(anonymous(person), '/v1/login', 400, { raw: 'username=a&password=b', headers });
    expect(message).toContain('not valid JSON');
  });
});

describe('a body of the wrong kind', () => {
  const bodies: [string, string, string, string | undefined, RegExp][] = [
    ['of the wrong types', 'POST', '/v1/login', '{"username":1}', /username/],
    ['that is a number', 'POST', '/v1/login', '12', /expected object/],
    ['with a field too many', 'POST', '/api/v1/tokens', '{"label":"x","scope":"all"}', /scope/],
    ['with a name of blanks', 'POST', '/api/v1/tokens', '{"label":"   "}', /must not be empty/],
    ['with a line break in a name', 'POST', '/api/v1/tokens', '{"label":"a\\nb"}', /line breaks/],
    ['with a date that there is not', 'POST', '/api/v1/tokens', '{"label":"x","expires":"2026-02-31"}', /isoformat/],
    ['that asks for a day long past', 'POST', '/api/v1/tokens', '{"label":"x","expires":"2001-01-01"}', /in the past/],
    ['that asks for too long a life', 'POST', '/api/v1/tokens', '{"label":"x","expires":"2999-01-01"}', /365 days/],
    ['for a manifest of 0 bytes', 'POST', '/api/v1/manifest-uploads', '{"size":0}', /size/],
    ['for a manifest of 65 MiB', 'POST', '/api/v1/manifest-uploads', '{"size":68157440}', /67108864/],
    [
      'with a weak password',
      'PUT',
      '/api/v1/account/password',
      '{"currentPassword":"x","newPassword":"short"}',
      /at least 10/,
    ],
    ['that changes nothing', 'PATCH', '/api/v1/accounts/ME', '{}', /at least one field/],
    ['that raises a counter', 'PATCH', '/api/v1/accounts/ME', '{"ownCount":5}', /ownCount/],
    ['with a limit that is no number', 'GET', '/api/v1/groups?limit=many', undefined, /limit/],
  ];

  it.each(bodies)('%s is refused with the field', async (_, method, path, raw, message) => {
    const where = path.replace('ME', person.id);
    const sent = { method, ...(raw !== undefined && { raw }) };
    expect((await refused(person, where, 400, sent)).message).toMatch(message);
  });
});

describe('a path', () => {
  const unknown = [
    '/apis',
    '/api/',
    '/api/submissions',
    '/api/v1/nothing',
    '/v1',
    '/v1/file-status',
    '/v1/users',
    '/open',
  ];

  it.each(unknown)('that there is not is told in its door’s shape: %s', async (path) => {
    expect((await refused(person, path, 404)).message).toContain(`There is no ${path} here`);
  });

  it('with a slash too many is no other path', async () => {
    await refused(person, `/api/submission/${id}/`, 404);
  });

  it.each([
    ['DELETE', '/api/submission', 'POST, GET'],
    ['PUT', '/api/submission/abcdefg', 'GET'],
    ['GET', '/v1/login', 'POST'],
    ['PATCH', '/api/v1/groups', 'GET, POST'],
    ['OPTIONS', '/api/v1/datasets', 'GET'],
    ['POST', '/api/v1/uploads/x', 'GET, DELETE'],
  ])('does not take every method: %s %s', async (method, path, allowed) => {
    const answer = await call(person, path, { method });
    expect(expectRefusal(answer, path, 405).message).toBe(`${path} takes ${allowed}, not ${method}.`);
    expect(answer.headers.get('allow')).toBe(allowed);
  });
});

describe('a hostile name in a path', () => {
  const names = [
    '%00',
    '..%2f..%2fetc',
    'a%2fb',
    '%5c..%5c',
    "'%22%3Cscript%3E",
    '%F0%9F%98%80'.repeat(300),
    'x'.repeat(3000),
    '__proto__',
    'META%23x',
  ];
  const paths = [
    '/api/submission/NAME',
    '/v1/file-status/NAME',
    '/v1/file-status/ID/NAME',
    '/api/v1/submissions/NAME',
    '/api/v1/submissions/ID/files/NAME/content',
    '/api/v1/submissions/ID/outputs/NAME',
    '/api/v1/datasets/NAME',
    '/api/v1/uploads/NAME',
    '/api/v1/manifest-profiles/NAME',
    '/api/v1/vocabularies/NAME/',
  ];

  it.each(names)('finds nothing: %s', async (name) => {
    for (const path of paths.map((template) => template.replace('ID', id).replace('NAME', name))) {
      await refused(person, path, 404);
    }
  });

  it.each(['%ff', '%E0%A4%A', '%'])('that cannot be decoded is a bad request: %s', async (name) => {
    const answer = await call(person, `/api/submission/${name}`);
    expect([answer.status, answer.json]).toEqual([400, { message: 'Bad Request' }]);
  });

  it('changes nothing where it is written to', async () => {
    for (const name of names) {
      await refused(person, `/api/v1/tokens/${name}`, 404, { method: 'DELETE' });
      await refused(person, `/api/v1/accounts/${name}`, 404, { method: 'PATCH', body: { fullName: 'X' } });
      await refused(person, `/api/v1/uploads/${name}`, 404, { method: 'DELETE' });
    }
  });

  it('pages on from nowhere without harm', async () => {
    for (const name of ['x'.repeat(1000), '%00', '%F0%9F%98%80'.repeat(200)]) {
      const page = await expectOk<{ files: [] }>(person, `/api/v1/submissions/${id}/files?after=${name}`);
      expect(page.files.length).toBeLessThanOrEqual(1);
      await refused(person, `/api/v1/datasets?after=${name}`, 400);
      await expectOk(person, `/api/v1/groups?after=${name}`);
    }
    for (const name of ['', 'x'.repeat(1001), '%F0%9F%98%80'.repeat(251)]) {
      for (const list of [`/api/v1/submissions/${id}/files`, '/api/v1/datasets', '/api/v1/groups']) {
        await refused(person, `${list}?after=${name}`, 400);
      }
    }
  });
});
