import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIELD } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let admin: Somebody;
let member: Somebody;
beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  admin = await site.person(lab, 'admin', { siteAdmin: true });
  member = await site.person(lab, 'member');
});
afterAll(() => site.close());

const create = (json: object, token = admin.token) =>
  site.ask<{ id: { uuid: string } }>('POST /api/v1/metadata', { token, json });

describe('metadata definitions', () => {
  it('are listed by their order for everybody who is signed in, with empty texts as null and no site id', async () => {
    const late = await create({ ...FIELD, name: 'Late', order: 300, regExp: '^[A-Z]+$', regexDescription: 'Capitals' });
    const early = await create({ ...FIELD, name: 'Early', order: -5, isMandatory: true });
    expect([late.status, early.status]).toEqual([200, 200]);
    const { body } = await site.ask('GET /api/v1/metadata', { token: member.token });
    const nothing = { regexDescription: null, longDescription: null, regExp: null, dateTimeFmt: null };
    expect(body).toEqual([
      { ...FIELD, ...nothing, id: { uuid: early.body.id.uuid }, name: 'Early', order: -5, isMandatory: true },
      {
        ...FIELD,
        ...nothing,
        id: { uuid: late.body.id.uuid },
        name: 'Late',
        order: 300,
        regExp: '^[A-Z]+$',
        regexDescription: 'Capitals',
      },
    ]);
    expect((await site.ask('GET /api/v1/metadata')).status).toBe(401);
  });

  it('are made and changed by site admins only', async () => {
    const { body } = await create({ ...FIELD, name: 'Guarded' });
    const json = { ...FIELD, name: 'Other' };
    const request = `PUT /api/v1/metadata/${body.id.uuid}` as const;
    expect((await create(json, member.token)).status).toBe(403);
    expect((await site.ask(request, { token: member.token, json })).status).toBe(403);
    expect((await site.ask(request, { token: admin.token, json })).status).toBe(200);
  });

  it.each([
    ['a pattern that no linear time can check', { regExp: '(a)\\1' }, 'regExp'],
    ['a pattern that is none', { regExp: '(' }, 'regExp'],
    ['a date format that is none', { dateTimeFmt: '%Q' }, 'dateTimeFmt'],
    ['no name', { name: '' }, 'name'],
    ['the name of another', { name: 'Taken' }, 'name'],
    ['null for a text', { regExp: null }, 'regExp'],
    ['an unknown key', { extra: 1 }, undefined],
  ])('refuses %s', async (_what, change, field) => {
    await create({ ...FIELD, name: 'Taken' });
    const { status, body } = await create({ ...FIELD, name: 'Refused', ...change });
    expect(status).toBe(400);
    expect(body).toEqual([
      { exception: 'ValidationError', ...(field !== undefined && { field }), message: expect.stringMatching(/.+/) },
    ]);
  });

  it('names a service by either id, and knows no other', async () => {
    const made = await site.ask<{ id: { uuid: string; site: string } }>('POST /api/v1/services', {
      token: admin.token,
      json: { name: 'Archive' },
    });
    const { id } = made.body;
    const field = await create({ ...FIELD, name: 'Accession', serviceId: id.site });
    expect(field.body).toMatchObject({ serviceId: id });
    const request = `PUT /api/v1/metadata/${field.body.id.uuid}` as const;
    const json = { ...FIELD, name: 'Accession', serviceId: id.uuid };
    expect((await site.ask(request, { token: admin.token, json })).body).toMatchObject({ serviceId: id });
    const unknown = { ...json, serviceId: 'DMP-99999999' };
    expect((await site.ask(request, { token: admin.token, json: unknown })).status).toBe(404);
    expect((await create({ ...unknown, name: 'Nobody' })).status).toBe(404);
  });

  it('answers 404 for a definition that there is not', async () => {
    const request = 'PUT /api/v1/metadata/7b9f7d3c-0000-4000-8000-000000000000';
    expect((await site.ask(request, { token: admin.token, json: { ...FIELD, name: 'None' } })).status).toBe(404);
  });

  it('keeps the values of records when a name changes, and gives the old name to nobody', async () => {
    const field = await create({ ...FIELD, name: 'Old name' });
    const staged = await site.ask<{ id: { site: string } }>('POST /api/v1/metadatasets', {
      token: member.token,
      json: { record: { Early: 'x', 'Old name': 'kept' } },
    });
    expect(staged.status).toBe(200);
    const json = { ...FIELD, name: 'New name' };
    await site.ask(`PUT /api/v1/metadata/${field.body.id.uuid}`, { token: admin.token, json });
    const { body } = await site.ask(`GET /api/v1/metadatasets/${staged.body.id.site}`, { token: member.token });
    expect(body).toMatchObject({ record: { 'New name': 'kept' } });
    expect((body as { record: object }).record).not.toHaveProperty('Old name');
    expect((await create({ ...FIELD, name: 'Old name' })).status).toBe(400);
  });
});
