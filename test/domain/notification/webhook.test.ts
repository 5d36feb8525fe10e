import { describe, expect, test } from 'vitest';
import { EVENT_SCHEMAS, readEvent } from '../../../domain/notification/events.ts';
import { issueLine } from '../../../domain/notification/issue-line.ts';
import { NOTIFICATION_INVALID, type Notification, parseNotification } from '../../../domain/notification/webhook.ts';
import { type StepReport, webhookCall, webhookPayload } from '../../../domain/notification/webhook-call.ts';

const base = { url: 'https://example.org/hooks/nemo', method: 'POST', auth_type: 'none', auth_details: null };
const parse = (document: unknown) => parseNotification(JSON.stringify(document));

describe('the notification document', () => {
  test.each([
    ['none', null],
    ['basic', { username: 'nemo', password: 'SECRET' }],
    ['bearer_token', { token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...' }],
    ['secret_token', { token: 'SECRET' }],
    ['secret_token', { header_name: 'X-My-Token', token: 'SECRET' }],
    ['api_key', { header_name: 'X-API-Key', token: 'SECRET' }],
  ])('may authenticate by %s with %j', (auth_type, auth_details) => {
    const document = { ...base, auth_type, auth_details };
    expect(parse(document).notification).toEqual(document);
  });

  test('gets a secret of its own', () => {
    expect(parse(base).secret).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(parse(base).secret).not.toBe(parse(base).secret);
  });

  test.each([
    ['other methods', { method: 'PUT' }],
    ['extra headers', { headers: { 'X-Project': 'my-project', 'X-Empty': '' } }],
    ['a port and a query', { url: 'https://example.org:8443/hook?a=b' }],
    ['512 characters', { url: `https://example.org/${'x'.repeat(492)}` }],
  ])('may have %s', (_, more) => {
    expect(parse({ ...base, ...more }).notification).toEqual({ ...base, ...more });
  });

  test.each<[string, unknown]>([
    ['no object', []],
    ['null', null],
    ['an unknown field', { ...base, retries: 3 }],
    ['no url', { ...base, url: undefined }],
    ['plain HTTP', { ...base, url: 'http://example.org/' }],
    ['another scheme', { ...base, url: 'file:///etc/passwd' }],
    ['no URL', { ...base, url: 'https://' }],
    ['513 characters', { ...base, url: `https://example.org/${'x'.repeat(493)}` }],
    ['a user in the URL', { ...base, url: 'https://user:pass@example.org/' }],
    ['a line break in the URL', { ...base, url: 'https://example.org/\r\nX: y' }],
    ['a port of another protocol', { ...base, url: 'https://example.org:25/' }],
    ['another method', { ...base, method: 'DELETE' }],
    ['a method in lower case', { ...base, method: 'post' }],
    ['another way to authenticate', { ...base, auth_type: 'digest' }],
    ['no auth_details', { url: base.url, method: 'POST', auth_type: 'none' }],
    ['details where there is nothing to tell', { ...base, auth_details: {} }],
    ['no details where there is', { ...base, auth_type: 'basic' }],
    ['half the details', { ...base, auth_type: 'basic', auth_details: { username: 'x' } }],
    ['a colon in the username', { ...base, auth_type: 'basic', auth_details: { username: 'a:b', password: 'c' } }],
    ['details of another kind', { ...base, auth_type: 'bearer_token', auth_details: { username: 'x', password: 'y' } }],
    ['an unknown detail', { ...base, auth_type: 'bearer_token', auth_details: { token: 'x', header_name: 'y' } }],
    ['an empty token', { ...base, auth_type: 'bearer_token', auth_details: { token: '' } }],
    ['a line break in the token', { ...base, auth_type: 'api_key', auth_details: { token: 'x\r\nX-Y: z' } }],
    ['no token as a name', { ...base, auth_type: 'api_key', auth_details: { token: 'x', header_name: 'X Y' } }],
    ['a framing header', { ...base, auth_type: 'api_key', auth_details: { token: 'x', header_name: 'Host' } }],
    ['a header that is no text', { ...base, headers: { 'X-Count': 1 } }],
    ['a line break in a header', { ...base, headers: { 'X-A': 'b\nX-C: d' } }],
    ['a host header', { ...base, headers: { Host: 'inner.example.org' } }],
    ['a framing header', { ...base, headers: { 'Transfer-Encoding': 'chunked' } }],
    ['headers as a list', { ...base, headers: [] }],
    [
      'too many headers',
      { ...base, headers: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, ''])) },
    ],
  ])('must not have %s', (_, document) => {
    expect(() => parse(document)).toThrow(NOTIFICATION_INVALID);
  });

  test('must be JSON, and is refused with the documented message', () => {
    const refusal = { kind: 'unprocessable', message: "The 'notification' document was invalid." };
    expect(() => parseNotification('{')).toThrow(expect.objectContaining(refusal));
  });
});

const report: StepReport = {
  eventId: '458ba3d8-c379-4af1-b231-ba7159ce6222',
  submissionId: 'abc1234',
  step: 'manifest_validated',
  success: true,
  message: 'Manifest validated',
};
const submitter = { username: 'test_user', email: 'test@example.com', fullName: 'FirstName LastName' };
const NOW = new Date('2026-09-04T04:55:43.999Z');
const payloadOf = (more: Partial<StepReport> = {}) => webhookPayload({ ...report, ...more }, submitter, NOW);

describe('the payload', () => {
  test('is the documented one, key by key', () => {
    expect(JSON.stringify(payloadOf(), null, 2)).toBe(`{
  "event_id": "458ba3d8-c379-4af1-b231-ba7159ce6222",
  "data": {
    "step": {
      "name": "manifest_validated",
      "status": "success",
      "step_number": 1,
      "total_steps": 6,
      "details": [
        "Manifest validated"
      ]
    },
    "submission_id": "abc1234",
    "submission_status": "in_progress",
    "submitter": {
      "username": "test_user",
      "email": "test@example.com",
      "first": "FirstName",
      "last": "LastName"
    }
  },
  "timestamp": "2026-09-04T04:55:43Z"
}`);
  });

  test('says complete only when the last step has succeeded, and errored at any that failed', () => {
    expect(payloadOf({ step: 'gcp_release' }).data).toMatchObject({
      submission_status: 'in_progress',
      step: { step_number: 5 },
    });
    expect(payloadOf({ step: 'portal_release' }).data.submission_status).toBe('complete');
    expect(payloadOf({ step: 'portal_release', success: false }).data).toMatchObject({
      submission_status: 'errored',
      step: { status: 'error', step_number: 6 },
    });
  });

  test('lists what is wrong with a manifest', () => {
    const issues = [{ message: 'is not a term.', row: 3, column: 'Organism', value: 'huMan', suggestion: 'human' }];
    const line = 'row 3, Organism "huMan": is not a term. (did you mean "human"?)';
    expect(payloadOf({ success: false, issues }).data.step.details).toEqual([line]);
    expect(payloadOf({ success: false, issues, issueCount: 8 }).data.step.details).toEqual([line, 'And 7 more.']);
  });
});

test.each([
  [{ message: 'The file is empty.' }, 'The file is empty.'],
  [{ message: 'is missing.', column: 'Age' }, 'Age: is missing.'],
  [{ message: 'is wrong.', field: 'files.0' }, 'files.0: is wrong.'],
  [{ message: 'is doubled.', row: 2 }, 'row 2: is doubled.'],
  [{ message: 'is empty.', row: 2, column: 'Age', value: '' }, 'row 2, Age "": is empty.'],
  [{ message: 'forges.', value: 'a\nrow 9: b' }, '"a\\nrow 9: b": forges.'],
])('an issue in one line: %j', (issue, line) => {
  expect(issueLine(issue)).toBe(line);
});

describe('the call', () => {
  const callOf = (more: object) => webhookCall({ ...base, ...more } as Notification, payloadOf());

  test.each([
    ['none', null, {}],
    ['basic', { username: 'jané', password: 'p:w' }, { authorization: 'Basic amFuw6k6cDp3' }],
    ['bearer_token', { token: 'abc' }, { authorization: 'Bearer abc' }],
    ['secret_token', { token: 'abc' }, { 'x-secret-token': 'abc' }],
    ['secret_token', { token: 'abc', header_name: 'X-My' }, { 'x-my': 'abc' }],
    ['api_key', { token: 'abc' }, { 'x-api-key': 'abc' }],
  ])('authenticates by %s', (auth_type, auth_details, headers) => {
    const json = { 'user-agent': 'waybill', 'content-type': 'application/json' };
    expect(callOf({ auth_type, auth_details }).headers).toEqual({ ...json, ...headers });
  });

  test('sends extra headers, but none twice and none in place of the authentication', () => {
    const headers = { 'X-Project': 'p', 'x-project': 'q', Authorization: 'Basic x', 'User-Agent': 'mine' };
    const call = callOf({ auth_type: 'bearer_token', auth_details: { token: 'abc' }, headers });
    expect(call.headers).toEqual({
      'user-agent': 'mine',
      'x-project': 'q',
      authorization: 'Bearer abc',
      'content-type': 'application/json',
    });
  });

  test('by POST and PUT has the payload as its body', () => {
    for (const method of ['POST', 'PUT']) {
      const call = callOf({ method });
      expect(call).toMatchObject({ method, url: base.url, body: JSON.stringify(payloadOf()) });
      expect(call.signed).toBe(call.body);
    }
  });

  test('by GET has it in the query, after the one that is there, and no body', () => {
    const call = callOf({ method: 'GET', url: 'https://example.org/hook?a=b' });
    const query = new URL(call.url).searchParams;
    expect(call.body).toBe('');
    expect(call.headers).not.toHaveProperty('content-type');
    expect([...query.keys()]).toEqual(['a', 'event_id', 'data', 'timestamp']);
    expect(query.get('event_id')).toBe(report.eventId);
    expect(JSON.parse(query.get('data') ?? '')).toEqual(payloadOf().data);
    expect(call.url).toBe(`https://example.org/hook?a=b&${call.signed}`);
  });
});

test('events are read by their type, and one of another type is an error', () => {
  const detail = { eventId: report.eventId, submissionId: 'abc1234', attempt: 1, step: 'qc_complete', success: true };
  expect(readEvent('StepEnded', detail)).toEqual({ type: 'StepEnded', detail });
  expect(() => readEvent('StepEnded', { ...detail, step: 'qc' })).toThrow(/step/);
  expect(() => readEvent('Unheard', detail)).toThrow('There is no event of type Unheard.');
  expect(Object.keys(EVENT_SCHEMAS)).toEqual(['StepEnded', 'DryRunEnded', 'ReminderDue']);
});
