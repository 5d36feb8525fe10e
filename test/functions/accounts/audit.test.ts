import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putAuditEntry } from '../../../adapters/dynamodb/audit-store.ts';
import type { AuditEntry } from '../../../domain/account/audit.ts';
import { type AccountSite, startAccountSite } from './site.ts';

const token = 'r'.repeat(64);
const SECRET = 'Correct-horse-8 battery staple';

let site: AccountSite;

beforeAll(async () => {
  site = await startAccountSite();
  await site.bootstrap({ username: 'root', email: 'root@example.org', token });
});
afterAll(() => site.close());

const ask = (method: string, path: string, body?: unknown) => site.call(method, path, { token, body });
const audit = async (query: Record<string, string> = {}) => {
  const { status, body, text } = await site.call('GET', '/api/v1/audit', { token, query });
  const { entries, next } = body as { entries: (AuditEntry & { outcome: string | null })[]; next?: string };
  return { status, entries, next, text, month: body['month'] };
};

const entry = (at: string): AuditEntry => ({
  at,
  requestId: crypto.randomUUID(),
  user: { uuid: crypto.randomUUID(), siteId: 'DMU-00000001', username: 'long-gone' },
  route: 'POST /api/v1/groups',
  params: {},
  fields: ['name'],
  sourceIp: '192.0.2.7',
});

describe('the audit', () => {
  it('tells newest first who administered what, and what became of it', async () => {
    const group = await ask('POST', '/api/v1/groups', { name: 'lab' });
    expect((await ask('POST', '/api/v1/groups', { name: 'lab' })).status).toBe(409);
    const person = { username: 'ada', email: 'ada@example.org', fullName: 'Ada', group: group.body['id'] };
    const made = await ask('POST', '/api/v1/users', { ...person, password: SECRET });
    expect(made.body).toMatchObject({ username: 'ada' });
    const id = made.body['id'] as string;
    expect((await ask('PATCH', `/api/v1/accounts/${id}`, { enabled: false })).status).toBe(200);

    const { entries, text } = await audit();
    expect(entries.map(({ route, fields, outcome }) => [route, fields, outcome])).toEqual([
      ['PATCH /api/v1/accounts/{id}', ['enabled'], 'done'],
      ['POST /api/v1/users', ['username', 'email', 'fullName', 'group', 'password'], 'done'],
      ['POST /api/v1/groups', ['name'], 'conflict'],
      ['POST /api/v1/groups', ['name'], 'done'],
    ]);
    expect(entries[0]).toMatchObject({ params: { id }, user: { username: 'root' }, sourceIp: expect.any(String) });
    expect(text).not.toContain(SECRET);
  });

  it('has nothing of what anybody may do, nor of what was never begun', async () => {
    const before = (await audit()).entries.length;
    await ask('GET', '/api/v1/users');
    await ask('POST', '/api/v1/tokens', { label: 'own' });
    expect((await ask('POST', '/api/v1/groups', { nam: 'lab' })).status).toBe(400);
    expect((await site.call('POST', '/api/v1/groups', { body: { name: 'x' } })).status).toBe(401);
    expect((await audit()).entries).toHaveLength(before);
  });

  it('leaves open what became of a request that broke off, and is kept for more than a year', async () => {
    const broken = entry('2025-03-31T23:59:59.999Z');
    await putAuditEntry(site.local.table, broken);
    const { entries, month } = await audit({ month: '2025-03' });
    expect([month, entries]).toEqual(['2025-03', [expect.objectContaining({ at: broken.at, outcome: null })]]);
    await site.local.expire(new Date('2026-04-01'));
    expect((await audit({ month: '2025-03' })).entries).toHaveLength(1);
    await site.local.expire(new Date('2026-06-01'));
    expect((await audit({ month: '2025-03' })).entries).toEqual([]);
  });

  it('is read page by page, month by month', async () => {
    const times = ['2024-05-01T00:00:00.000Z', '2024-05-02T00:00:00.000Z', '2024-05-03T00:00:00.000Z'];
    for (const at of [...times, '2024-06-01T00:00:00.000Z']) await putAuditEntry(site.local.table, entry(at));
    const found: string[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await audit({ month: '2024-05', limit: '2', ...(after !== '' && { after }) });
      found.push(...page.entries.map(({ at }) => at));
      after = page.next;
    }
    expect(found).toEqual(times.toReversed());
    for (const month of ['2024', '2024-13', '2024-5', 'May']) expect((await audit({ month })).status).toBe(400);
  });
});
