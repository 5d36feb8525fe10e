import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, makeService, type SetAnswer, stage, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

type Role =
  | 'maker'
  | 'member of the group'
  | 'group admin'
  | 'site admin'
  | 'site reader'
  | 'user of the service'
  | 'user of another service'
  | 'member of another group'
  | 'maker, now in another group';

let site: DatametaSite;
let people: Record<Role, Somebody>;
let pending: Id;
let submitted: Id;
let executed: Id;
let moved: Id;

beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const other = await site.group('Other');
  const admin = await site.person(other, 'site-admin', { siteAdmin: true });
  people = {
    maker: await site.person(lab, 'maker'),
    'member of the group': await site.person(lab, 'member'),
    'group admin': await site.person(lab, 'group-admin', { groupAdmin: true }),
    'site admin': admin,
    'site reader': await site.person(other, 'reader', { siteRead: true }),
    'user of the service': await site.person(other, 'service-user'),
    'user of another service': await site.person(other, 'other-service-user'),
    'member of another group': await site.person(other, 'stranger'),
    'maker, now in another group': await site.person(lab, 'mover'),
  };
  const service = await makeService(site, admin, 'Archive', [people['user of the service']]);
  await makeService(site, admin, 'Other', [people['user of another service']]);
  await define(site, admin, { name: 'ID' }, { name: 'Accession', serviceId: service.uuid });

  const { maker } = people;
  pending = await stage(site, maker, { ID: 'pending' });
  submitted = await stage(site, maker, { ID: 'submitted' });
  executed = await stage(site, maker, { ID: 'executed' });
  await submit(site, maker, [submitted, executed]);
  const mover = people['maker, now in another group'];
  moved = await stage(site, mover, { ID: 'moved' });
  await submit(site, mover, [moved]);
  const json = { groupId: other.uuid };
  await site.ask(`PUT /api/v1/users/${mover.account.uuid}`, { token: admin.token, json });
  const { token } = people['user of the service'];
  const done = await site.ask(`POST /api/v1/service-execution/${service.uuid}/${executed.uuid}`, {
    token,
    json: { record: { Accession: 'E-1' }, fileIds: [] },
  });
  expect(done.status).toBe(200);
});
afterAll(() => site.close());

const ROLES: [Role, { pending: number; submitted: number; moved: number; service: boolean; listed: string[] | 404 }][] =
  [
    ['maker', { pending: 200, submitted: 200, moved: 200, service: false, listed: ['moved', 'executed', 'submitted'] }],
    [
      'member of the group',
      { pending: 403, submitted: 200, moved: 200, service: false, listed: ['moved', 'executed', 'submitted'] },
    ],
    [
      'group admin',
      { pending: 403, submitted: 200, moved: 200, service: false, listed: ['moved', 'executed', 'submitted'] },
    ],
    ['site admin', { pending: 403, submitted: 403, moved: 403, service: false, listed: 404 }],
    [
      'site reader',
      { pending: 403, submitted: 200, moved: 200, service: true, listed: ['moved', 'executed', 'submitted'] },
    ],
    [
      'user of the service',
      { pending: 403, submitted: 200, moved: 200, service: true, listed: ['moved', 'executed', 'submitted'] },
    ],
    [
      'user of another service',
      { pending: 403, submitted: 200, moved: 200, service: false, listed: ['moved', 'executed', 'submitted'] },
    ],
    ['member of another group', { pending: 403, submitted: 403, moved: 403, service: false, listed: 404 }],
    ['maker, now in another group', { pending: 403, submitted: 403, moved: 403, service: false, listed: 404 }],
  ];

const read = (role: Role, { uuid }: Id) =>
  site.ask<SetAnswer>(`GET /api/v1/metadatasets/${uuid}`, { token: people[role].token });

describe.each(ROLES)('%s', (role, may) => {
  it(`is answered ${may.pending} for what is pending, also by site id`, async () => {
    expect((await read(role, pending)).status).toBe(may.pending);
    expect((await read(role, { ...pending, uuid: pending.site })).status).toBe(may.pending);
  });

  it(`is answered ${may.submitted} for what was submitted`, async () => {
    expect((await read(role, submitted)).status).toBe(may.submitted);
    expect((await read(role, executed)).status).toBe(may.submitted);
    expect((await read(role, moved)).status).toBe(may.moved);
  });

  it(`lists ${may.listed === 404 ? 'nothing' : 'what it may see'}`, async () => {
    for (const request of ['GET /api/v1/metadatasets', 'GET /api/v1/submitted-metadatasets'] as const) {
      const { status, body } = await site.ask<SetAnswer[]>(request, { token: people[role].token });
      if (may.listed === 404)
        expect([status, body]).toEqual(request.endsWith('/metadatasets') ? [404, expect.anything()] : [200, []]);
      else expect(new Set(body.map(({ record }) => record['ID']))).toEqual(new Set(may.listed));
    }
  });

  it(`sees ${may.service ? 'what the service found out' : 'nothing of the service'}`, async () => {
    const { status, body } = await read(role, executed);
    if (status !== 200) return expect(body).not.toHaveProperty('0.record');
    if (!may.service)
      return expect(body).toMatchObject({
        record: { ID: 'executed' },
        serviceExecutions: expect.toSatisfy((value) => value === null || !JSON.stringify(value).includes('Accession')),
      });
    expect(body.record).toEqual({ ID: 'executed', Accession: 'E-1' });
    expect(body.serviceExecutions?.['Accession']?.userId.uuid).toBe(people['user of the service'].account.uuid);
    const before = await read(role, submitted);
    expect(before.body.record).toEqual({ ID: 'submitted' });
    expect(before.body.serviceExecutions).toEqual({ Accession: null });
  });

  it('may ask what awaits a service only if it may see its metadata', async () => {
    const services = (
      await site.ask<{ id: Id; name: string }[]>('GET /api/v1/services', { token: people['site admin'].token })
    ).body;
    const id = services.find(({ name }) => name === 'Archive')?.id;
    for (const awaitingService of [id?.uuid ?? '', id?.site ?? '']) {
      const { status, body } = await site.ask<SetAnswer[]>('GET /api/v1/metadatasets', {
        token: people[role].token,
        query: { awaitingService },
      });
      if (may.service) expect(new Set(body.map(({ record }) => record['ID']))).toEqual(new Set(['moved', 'submitted']));
      else
        expect([status, body]).toEqual([
          400,
          [{ exception: 'ValidationError', field: 'awaitingServices', message: 'Invalid service ID specified' }],
        ]);
    }
  });
});

describe('what is not there', () => {
  it.each(ROLES.map(([role]) => role))('is 404 for the %s', async (role) => {
    expect((await read(role, { uuid: '7b9f7d3c-0000-4000-8000-000000000000', site: '' })).status).toBe(404);
    expect((await read(role, { uuid: 'DMR-00000000', site: '' })).status).toBe(404);
  });
});
