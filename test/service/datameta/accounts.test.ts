import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anonymous, call, expectOk } from '../client.ts';
import { mailsTo } from '../mail.ts';
import { newGroup, newPerson, PASSWORD } from '../people.ts';
import { dataFolder, siteAdmin } from '../shared.ts';

const unique = (): string => randomBytes(5).toString('hex');
const admin = siteAdmin();
const nobody = anonymous(admin);

interface Id {
  id: { uuid: string; site: string };
}

/** What the functions may touch is part of the test: the running service refuses what their roles do not allow. */
describe('accounts at the DataMeta door', () => {
  it('has keys, users, groups and services', async () => {
    const group = await newGroup(admin);
    const ada = await newPerson(admin, group);
    const login = { email: ada.email, password: PASSWORD, label: 'x', expires: new Date().toISOString().slice(0, 10) };
    const key = await expectOk<Id & { token: string }>(nobody, '/api/v0/keys', { body: login });
    const own = { url: admin.url, token: key.token };
    const whoami = await expectOk<Id & { group: Id }>(own, '/api/v1/rpc/whoami');
    expect(await expectOk(own, `/api/v1/users/${whoami.id.site}/keys`)).toMatchObject([{ hasExpired: false }]);
    expect(await expectOk(own, `/api/v1/users/${whoami.id.uuid}`)).toMatchObject({ email: null });
    const changed = await call(admin, `/api/v1/users/${whoami.id.site}`, { method: 'PUT', body: { siteRead: true } });
    expect([changed.status, changed.text]).toEqual([204, '']);
    const name = `lab ${unique()}`;
    await expectOk(admin, `/api/v1/groups/${whoami.group.id.site}`, { method: 'PUT', body: { name } });
    expect(await expectOk(own, `/api/v1/groups/${group}`)).toMatchObject({ name });
    const service = await expectOk<Id>(admin, '/api/v1/services', { body: { name: unique() } });
    const manned = { name: unique(), userIds: [whoami.id.site] };
    await expectOk(admin, `/api/v1/services/${service.id.site}`, { method: 'PUT', body: manned });
    expect(await expectOk(admin, '/api/v1/services')).toContainEqual({ ...service, ...manned, userIds: [whoami.id] });
    const password = { passwordChangeCredential: PASSWORD, newPassword: 'Another-Horse-8' };
    await expectOk(own, `/api/v1/users/${whoami.id.uuid}/password`, { method: 'PUT', body: password });
    expect((await call(own, `/api/v1/keys/${key.id.uuid}`, { method: 'DELETE' })).status).toBe(200);
    expect((await call(own, '/api/v1/rpc/whoami')).status).toBe(401);
  });

  it('takes registrations, mails those who decide, and the link to who is accepted', async () => {
    const leader = await newPerson(admin, await newGroup(admin), { groupAdmin: true });
    const { group } = await expectOk<{ group: Id }>(leader, '/api/v1/rpc/whoami');
    const ask = (email: string, where: object) =>
      expectOk(nobody, '/api/v1/registrations', {
        body: {
          name: 'Jane Doe',
          email,
          org_select: null,
          org_create: null,
          org_new_name: null,
          check_user_agreement: null,
          ...where,
        },
      });
    const [joins, founds] = [`jane.${unique()}@example.org`, `head.${unique()}@example.org`];
    await ask(joins, { org_select: group.id.site });
    await ask(founds, { org_create: 'yes', org_new_name: `lab ${unique()}` });
    expect(mailsTo(dataFolder(), leader.email).map(({ text }) => text)).toEqual([expect.stringContaining(joins)]);
    const waiting = await expectOk<(Id & { email: string })[]>(leader, '/api/v1/registrations');
    expect(waiting.map(({ email }) => email)).toEqual([joins]);
    const decide = (uuid: string | undefined, what: string) =>
      expectOk<{ username: string }>(admin, `/api/v1/registrations/${uuid}/${what}`, { body: {} });
    const accepted = await decide(waiting[0]?.id.uuid, 'acceptance');
    expect(accepted.username).toBe(joins.split('@')[0]);
    const secret = /set-password#(\w+)/.exec(mailsTo(dataFolder(), joins)[0]?.text ?? '')?.[1] ?? '';
    const body = { passwordChangeCredential: secret, newPassword: 'First-Horse-1' };
    await expectOk(nobody, '/api/v1/users/0/password', { method: 'PUT', body });
    const all = await expectOk<(Id & { email: string })[]>(admin, '/api/v1/registrations');
    await decide(all.find(({ email }) => email === founds)?.id.uuid, 'rejection');
    expect(mailsTo(dataFolder(), founds)).toHaveLength(1);
  });

  it('has settings', async () => {
    const settings = await expectOk<(Id & { value: string })[]>(admin, '/api/v1/appsettings');
    const [{ id, value } = { id: { uuid: '' }, value: '' }] = settings;
    await expectOk(admin, `/api/v1/appsettings/${id.uuid}`, { method: 'PUT', body: { value } });
    expect(await expectOk(admin, '/api/v1/appsettings')).toEqual(settings);
    expect(await expectOk(nobody, '/api/v1/registrationsettings')).toMatchObject({ groups: expect.any(Array) });
    expect(await expectOk(nobody, '/api/v1/server')).toEqual({ apiVersion: '1.4.0', datametaVersion: '1.0.5' });
  });
});

describe('the documentation', () => {
  it('is found from /api: Swagger UI, its files, and the document', async () => {
    const api = await call(nobody, '/api');
    expect([api.status, api.headers.get('location')]).toEqual([302, `${admin.url}/api/v1`]);
    const page = await call(nobody, '/api/v1');
    expect(page.text).toContain('<title>Swagger UI</title>');
    expect((await call(nobody, '/swagger-ui/index.html')).text).toBe(page.text);
    const files = [...page.text.matchAll(/"(\/swagger-ui\/[^"]+)"/g)].map((match) => match[1] ?? '');
    const sizes = await Promise.all(files.map(async (file) => (await call(nobody, file)).text.length));
    expect(Math.max(...sizes)).toBeGreaterThan(1_000_000);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
    expect(await expectOk(nobody, '/openapi.json')).toMatchObject({ openapi: '3.0.3', servers: [{ url: admin.url }] });
    const yaml = await call(nobody, '/openapi.yaml');
    expect([yaml.status, yaml.headers.get('content-type')]).toEqual([200, 'application/yaml']);
  });
});
