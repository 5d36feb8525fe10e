import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let admin: Somebody;
let worker: Somebody;
beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  admin = await site.person(lab, 'admin', { siteAdmin: true });
  worker = await site.person(lab, 'worker');
});
afterAll(() => site.close());

interface Service {
  id: { uuid: string; site: string };
  name: string;
  userIds: object[];
}
const make = (name: unknown) => site.ask<Service>('POST /api/v1/services', { token: admin.token, json: { name } });
const change = (id: string, json: object) =>
  site.ask<Service>(`PUT /api/v1/services/${id}`, { token: admin.token, json });
const workerId = () => ({ uuid: worker.account.uuid, site: worker.account.siteId });
const NAME_TAKEN = [
  { exception: 'ValidationError', field: 'name', message: 'A service with that name already exists.' },
];

describe('services', () => {
  it('are made without users, and listed by name', async () => {
    const later = await make('Sequencing');
    expect(later).toMatchObject({
      status: 200,
      body: { id: { site: expect.stringMatching(/^DMP-\d{8}$/) }, name: 'Sequencing', userIds: [] },
    });
    const first = await make('Assembly');
    const { body } = await site.ask('GET /api/v1/services', { token: admin.token });
    expect(body).toEqual([first.body, later.body]);
    expect((await make('assembly')).body).toEqual(NAME_TAKEN);
    expect((await make('')).status).toBe(400);
  });

  it('get another name and other users, each by itself, by either id', async () => {
    const { body: made } = await make('Upload to an archive');
    const ids = [worker.account.siteId, worker.account.uuid, admin.account.uuid];
    const manned = await change(made.id.site, { userIds: ids });
    expect(manned.body.userIds).toHaveLength(2);
    expect(manned.body.userIds).toContainEqual(workerId());
    const renamed = await change(made.id.uuid, { name: 'Archiving', userIds: null });
    expect(renamed.body).toEqual({ ...manned.body, name: 'Archiving' });
    // the old name is free again, a new spelling of the own one is no other service's
    expect((await make('Upload to an archive')).status).toBe(200);
    expect((await change(made.id.uuid, { name: 'ARCHIVING' })).body.name).toBe('ARCHIVING');
    expect((await change(made.id.uuid, { name: 'Upload to an archive' })).body).toEqual(NAME_TAKEN);
    expect((await change(made.id.uuid, { userIds: [] })).body.userIds).toEqual([]);
    expect((await change(made.id.uuid, {})).status).toBe(200);
  });

  it('refuse users who do not exist, and nothing has changed then', async () => {
    const { body: made } = await make('Quality control');
    const { status, body } = await change(made.id.uuid, { name: 'X', userIds: [worker.account.uuid, 'DMU-00000000'] });
    const message = 'User with id DMU-00000000 does not exist.';
    expect([status, body]).toEqual([400, [{ exception: 'ValidationError', field: 'userIds', message }]]);
    const { body: all } = await site.ask<Service[]>('GET /api/v1/services', { token: admin.token });
    expect(all).toContainEqual(made);
    expect((await change('DMP-00000000', { name: 'X' })).status).toBe(404);
    expect((await change(worker.account.siteId, { name: 'X' })).status).toBe(404);
    expect((await change(made.id.uuid, { label: 'X' })).status).toBe(400);
  });

  it('of one name made at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => make('Racing')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(9);
  });
});
