import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUserStore } from '../../../adapters/dynamodb/user-store.ts';
import type { Group } from '../../../domain/account/account.ts';
import { textOf } from '../../adapters/mail/mailbox.ts';
import { linkSecretIn } from '../accounts/site.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let lab: Group;
let admin: Somebody;
let leader: Somebody;
let otherLeader: Somebody;
beforeAll(async () => {
  site = await startDatametaSite();
  lab = await site.group('Lab');
  admin = await site.person(await site.group('Operators'), 'admin', { siteAdmin: true });
  leader = await site.person(lab, 'leader', { groupAdmin: true });
  otherLeader = await site.person(await site.group('Others'), 'other', { groupAdmin: true });
});
afterAll(() => site.close());

const FORM = {
  name: 'Jane Doe',
  email: 'Jane.Doe@Example.org',
  org_select: null,
  org_create: null,
  org_new_name: null,
  check_user_agreement: null,
};
let senders = 0;
/** Each from an address of its own: there is a limit for each. */
const register = (json: object) => {
  senders += 1;
  const headers = { 'x-forwarded-for': `198.51.100.${senders}, 203.0.113.1`, 'x-waybill-edge': 'edge-of-the-test' };
  return site.ask<{ field: string; message: string }[]>('POST /api/v1/registrations', { json, headers });
};

interface Waiting {
  id: { uuid: string };
  email: string;
}
const listed = async (as: Somebody) =>
  (await site.ask<Waiting[]>('GET /api/v1/registrations', { token: as.token })).body;
async function asked(form: object): Promise<Waiting> {
  expect((await register(form)).status).toBe(204);
  const { email } = form as { email: string };
  const found = (await listed(admin)).find((waiting) => waiting.email === email.toLowerCase());
  if (found === undefined) throw new Error('The registration is not in the list.');
  return found;
}
const decide = (as: Somebody, { id }: Waiting, what: string, json: object = {}) =>
  site.ask<Record<string, unknown>>(`POST /api/v1/registrations/${id.uuid}/${what}`, { token: as.token, json });
const addressees = (mails: string[]) => mails.map((mail) => /^To: .*?<?([\w.-]+@[\w.-]+)>?\r?$/m.exec(mail)?.[1]);

describe('a registration', () => {
  it('tells all its problems at once, each without a message', async () => {
    const { status, body } = await register({ ...FORM, name: '', email: 'nowhere', org_create: 'yes' });
    expect(status).toBe(400);
    expect(body).toEqual(
      ['email', 'org_new_name', 'name'].map((field) => ({ exception: 'ValidationError', field, message: '' })),
    );
    const again = { ...FORM, email: 'ADMIN@example.org', org_select: 'DMG-00000000' };
    expect((await register(again)).body.map(({ field }) => field)).toEqual(['user_exists', 'org_select']);
    expect((await register({ ...FORM, email: undefined })).status).toBe(400);
    expect((await register({ ...FORM, password: 'x' })).status).toBe(400);
  });

  it('is told to the admins of the site and of that group, and waits for one of them', async () => {
    site.mails.length = 0;
    const waiting = await asked({ ...FORM, org_select: lab.siteId });
    expect(new Set(addressees(site.mails))).toEqual(new Set(['admin@example.org', 'leader@example.org']));
    expect(site.mails).toHaveLength(2);
    expect(textOf(site.mails[0])).toContain('Jane Doe (jane.doe@example.org) asks for an account in Lab.');
    expect(waiting).toEqual({
      id: { uuid: expect.any(String) },
      name: 'Jane Doe',
      email: 'jane.doe@example.org',
      group: { id: { uuid: lab.uuid, site: lab.siteId }, name: 'Lab' },
      newGroupName: null,
      createdAt: expect.any(String),
    });
    expect(await listed(leader)).toEqual([waiting]);
    expect(await listed(otherLeader)).toEqual([]);
    const twice = await register({ ...FORM, org_select: lab.uuid });
    expect(twice.body).toMatchObject([{ field: 'req_exists' }]);
    expect((await decide(otherLeader, waiting, 'acceptance')).status).toBe(403);
    expect((await decide(otherLeader, waiting, 'rejection')).status).toBe(403);
  });

  it('that is accepted makes an account with a username of its own, and mails a link', async () => {
    const [waiting] = await listed(leader);
    if (waiting === undefined) throw new Error('There is no registration.');
    site.mails.length = 0;
    const { status, body } = await decide(leader, waiting, 'acceptance', { groupAdmin: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ username: 'jane.doe', groupId: { uuid: lab.uuid }, invitation: { sent: true } });
    expect(addressees(site.mails)).toEqual(['jane.doe@example.org']);
    const json = { passwordChangeCredential: linkSecretIn(site.mails[0]), newPassword: 'First-Horse-1' };
    expect((await site.ask('PUT /api/v1/users/0/password', { json })).status).toBe(204);
    const credentials = { email: 'jane.doe@example.org', password: 'First-Horse-1', label: 'first' };
    const key = await site.ask<{ token: string }>('POST /api/v1/keys', { json: credentials });
    const whoami = await site.ask('GET /api/v1/rpc/whoami', { token: key.body.token });
    expect(whoami.body).toMatchObject({ name: 'Jane Doe', groupAdmin: true, siteAdmin: false, siteRead: false });
    expect((await decide(leader, waiting, 'acceptance')).status).toBe(404);
    // the same part before the @, at another place
    const second = await asked({ ...FORM, email: 'jane.doe@example.net', org_select: lab.uuid });
    expect((await decide(admin, second, 'acceptance')).body['username']).toBe('jane.doe2');
  });

  it('for a new group is for site admins, who may set it right', async () => {
    const form = { ...FORM, org_create: 'yes', org_new_name: 'Labb' };
    const waiting = await asked({ ...form, email: 'head@example.org' });
    expect(await listed(leader)).toEqual([]);
    expect((await decide(leader, waiting, 'acceptance')).status).toBe(403);
    const taken = await decide(admin, waiting, 'acceptance', { newGroupName: 'lab' });
    expect([taken.status, taken.body]).toMatchObject([400, [{ message: 'A group with that name already exists.' }]]);
    expect((await decide(admin, waiting, 'acceptance', { groupId: 'DMG-00000000' })).status).toBe(404);
    const made = await decide(admin, waiting, 'acceptance', { newGroupName: 'New lab', name: 'Dr Head' });
    const { body: settings } = await site.ask('GET /api/v1/registrationsettings');
    expect(settings).toMatchObject({
      userAgreement: null,
      groups: expect.arrayContaining([{ id: made.body['groupId'], name: 'New lab' }]),
    });
    const joined = await asked({ ...form, email: 'member@example.org' });
    const member = await decide(admin, joined, 'acceptance', { groupId: lab.siteId });
    expect(member.body['groupId']).toEqual({ uuid: lab.uuid, site: lab.siteId });
  });

  it('is not accepted by a group admin into another group', async () => {
    const waiting = await asked({ ...FORM, email: 'mover@example.org', org_select: lab.uuid });
    const others = { groupId: otherLeader.account.groupId };
    expect((await decide(leader, waiting, 'acceptance', others)).status).toBe(403);
    expect((await decide(leader, waiting, 'acceptance', { newGroupName: 'Mine' })).status).toBe(403);
    expect((await decide(leader, waiting, 'rejection')).status).toBe(204);
  });

  it('that is turned down ends with a mail, and may be made again', async () => {
    const form = { ...FORM, email: 'again@example.org', org_select: lab.uuid };
    const waiting = await asked(form);
    site.mails.length = 0;
    expect((await decide(leader, waiting, 'rejection')).status).toBe(204);
    expect(addressees(site.mails)).toEqual(['again@example.org']);
    expect((await decide(leader, waiting, 'rejection')).status).toBe(404);
    expect((await decide(leader, waiting, 'acceptance')).status).toBe(404);
    await asked(form);
  });

  it('accepted ten times at once makes one account', async () => {
    const waiting = await asked({ ...FORM, email: 'racer@example.org', org_select: lab.uuid });
    const answers = await Promise.all(Array.from({ length: 10 }, () => decide(leader, waiting, 'acceptance')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(9);
    expect(await createUserStore(site.local.table).findByLogin('racer2')).toBeUndefined();
  });

  it('is refused after twenty from one address', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) statuses.push((await site.ask('POST /api/v1/registrations', { json: FORM })).status);
    expect(statuses).toEqual([...Array<number>(20).fill(400), 429, 429]);
  });
});

describe('app settings', () => {
  interface Setting {
    id: { uuid: string };
    key: string;
    value: string;
  }
  const settings = async () => (await site.ask<Setting[]>('GET /api/v1/appsettings', { token: admin.token })).body;
  async function put(key: string, value: unknown) {
    const id = (await settings()).find((setting) => setting.key === key)?.id.uuid ?? '';
    return site.ask(`PUT /api/v1/appsettings/${id}`, { token: admin.token, json: { value } });
  }

  it('are all there, texts of four mails, the agreement and the usual licence, and none has a site id', async () => {
    const found = await settings();
    const kinds = ['forgot_token', 'welcome_token', 'reject', 'reg_notify'];
    expect(found.map(({ key }) => key)).toEqual([
      ...kinds.flatMap((kind) => [`subject_${kind}`, `template_${kind}`]),
      'user_agreement',
      'default_licence',
    ]);
    for (const { id } of found) expect(Object.keys(id)).toEqual(['uuid']);
  });

  it('are what mails say from then on', async () => {
    expect((await put('subject_reject', 'No, {fullname}')).status).toBe(204);
    expect((await put('template_reject', 'Sorry, {fullname}.\n')).status).toBe(204);
    const waiting = await asked({ ...FORM, name: 'Max', email: 'max@example.org', org_select: lab.uuid });
    site.mails.length = 0;
    await decide(leader, waiting, 'rejection');
    expect(site.mails[0]).toContain('Subject: No, Max');
    expect(textOf(site.mails[0])).toContain('Sorry, Max.');
  });

  it('with an agreement ask for consent', async () => {
    expect((await put('user_agreement', 'Be kind.')).status).toBe(204);
    expect((await site.ask('GET /api/v1/registrationsettings')).body).toMatchObject({ userAgreement: 'Be kind.' });
    const form = { ...FORM, email: 'consent@example.org', org_select: lab.uuid };
    expect((await register({ ...form, check_user_agreement: false })).body).toMatchObject([
      { field: 'check_user_agreement' },
    ]);
    await asked({ ...form, check_user_agreement: true });
  });

  it('refuse what cannot be', async () => {
    expect((await put('template_reject', 'Dear {nobody}')).status).toBe(400);
    expect((await put('template_reject', 7)).status).toBe(400);
    const nowhere = `PUT /api/v1/appsettings/${crypto.randomUUID()}` as const;
    expect((await site.ask(nowhere, { token: admin.token, json: { value: '' } })).status).toBe(404);
    expect((await site.ask('PUT /api/v1/appsettings/x', { token: admin.token, json: { value: '' } })).status).toBe(404);
  });
});
