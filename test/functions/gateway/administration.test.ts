import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroupStore } from '../../../adapters/dynamodb/group-store.ts';
import { group } from '../../adapters/dynamodb/account-fixtures.ts';
import { type GatewaySite, INPUT, PATH, startGatewaySite } from './site.ts';

let site: GatewaySite;
let leader: string;
let stranger: string;
beforeAll(async () => {
  site = await startGatewaySite();
  leader = await site.person('leader', { groupAdmin: true });
  const other = group('Elsewhere');
  await createGroupStore(site.functions.local.table).create(other);
  stranger = await site.person('stranger', { groupAdmin: true, groupId: other.groupId });
});
afterAll(() => site.functions.close());

interface Problem {
  detail: string;
  errors?: { field: string; message: string }[];
}

describe('a project', () => {
  it('is opened once, read, changed and retired', async () => {
    const json = { key: 'MP', name: 'Mapping', description: 'Every month' };
    const made = await site.ask('POST /api/v1/projects', { token: site.admin, status: 201, json });
    expect(made).toMatchObject({ key: 'MP', name: 'Mapping', group: null, active: true });
    const again = await site.ask('POST /api/v1/projects', { token: site.admin, status: 409, json });
    expect(again['detail']).toContain('There is a project MP already.');
    await site.ask('PATCH /api/v1/projects/MP', { token: site.admin, json: { name: 'Maps', active: false } });
    const read = await site.ask('GET /api/v1/projects/MP', { token: site.admin });
    expect(read).toMatchObject({ name: 'Maps', description: 'Every month', active: false });
    await site.ask('PATCH /api/v1/projects/MP', { token: site.admin, status: 400, json: {} });
  });

  it.each(['mp', '', 'A-B', '1A', 'ABCDEFGHIJKLMNOPQ'])('has no key %j', async (key) => {
    await site.ask('POST /api/v1/projects', { token: site.admin, status: 400, json: { key, name: 'x' } });
  });

  it('of a group is its admins’, and nobody else’s', async () => {
    const json = { key: 'GRP', name: 'Ours' };
    const made = await site.ask<{ group: { name: string } }>('POST /api/v1/projects', {
      token: leader,
      status: 201,
      json,
    });
    expect(made.group.name).toBe('Lab');
    const listed = async (token: string) => {
      const { projects } = await site.ask<{ projects: { key: string }[] }>('GET /api/v1/projects', { token });
      return projects.map(({ key }) => key);
    };
    expect(await listed(leader)).toEqual(['GRP']);
    expect(await listed(stranger)).toEqual([]);
    expect(await listed(site.admin)).toContain('GRP');
    await site.ask('GET /api/v1/projects/GRP', { token: stranger, status: 404 });
    await site.ask('PATCH /api/v1/projects/GRP', { token: stranger, status: 404, json: { name: 'Mine' } });
    await site.ask('GET /api/v1/projects/GRP', { token: site.member, status: 403 });
    await site.ask('POST /api/v1/projects/GRP/specifications', { token: leader, status: 201, json: SPECIFICATION });
  });

  it('are listed page by page', async () => {
    const keys: string[] = [];
    let query: Record<string, string> = { limit: '1' };
    for (;;) {
      const page = await site.ask<{ projects: { key: string }[]; next?: string }>('GET /api/v1/projects', {
        token: site.admin,
        query,
      });
      keys.push(...page.projects.map(({ key }) => key));
      if (page.next === undefined) break;
      query = { limit: '1', after: page.next };
    }
    const { projects } = await site.ask<{ projects: { key: string }[] }>('GET /api/v1/projects', { token: site.admin });
    expect(keys).toEqual(projects.map(({ key }) => key));
    expect(keys.length).toBeGreaterThan(1);
    await site.ask('GET /api/v1/projects', { token: site.admin, query: { after: '\u{10FFFF}x' }, status: 400 });
  });
});

const SPECIFICATION = { name: 'Parcels', inputs: [INPUT] };

describe('whoever asks for data', () => {
  it('reads what is submitted, of whichever group it is, and changes nothing of it', async () => {
    const project = { key: 'ASKS', name: 'Asked elsewhere' };
    await site.ask('POST /api/v1/projects', { token: stranger, status: 201, json: project });
    const { key: specification } = await site.ask<{ key: string }>('POST /api/v1/projects/ASKS/specifications', {
      token: stranger,
      status: 201,
      json: SPECIFICATION,
    });
    const { group: lab } = await site.ask<{ group: { id: string } }>('GET /api/v1/projects/GRP', { token: leader });
    const json = { name: 'For the lab', group: lab.id };
    const made = await site.ask<{ key: string }>(`POST /api/v1/specifications/${specification}/assignments`, {
      token: stranger,
      status: 201,
      json,
    });
    const { id } = await site.draft(made.key);
    await site.post(id, PATH, 'a\n1\n');
    await site.ask(`GET /api/v1/submissions/${id}`, { token: stranger });
    await site.ask(`GET /api/v1/submissions/${id}/inputs/1-parcels.csv`, { token: stranger, status: 302 });
    await site.ask(`POST /api/v1/submissions/${id}/cancel`, { token: stranger, status: 403 });
    await site.ask(`POST /api/v1/assignments/${made.key}/submission`, { token: stranger, status: 403 });
    const listed = await site.ask<{ submissions: object[] }>(`GET /api/v1/assignments/${made.key}/submissions`, {
      token: stranger,
    });
    expect(listed.submissions).toHaveLength(1);
  });
});

describe('a specification', () => {
  beforeAll(() =>
    site.ask('POST /api/v1/projects', { token: site.admin, status: 201, json: { key: 'SP', name: 'S' } }),
  );
  const create = <T = Problem>(json: object, status: number) =>
    site.ask<T>('POST /api/v1/projects/SP/specifications', { token: site.admin, status, json });

  it('has a key of its project, and keeps what it was not told to change', async () => {
    const made = await create<{ key: string }>({ ...SPECIFICATION, mediaRetentionDays: 7 }, 201);
    expect(made.key).toMatch(/^SP-SPEC-[1-9]\d*$/);
    expect(made).toMatchObject({ policy: 'private', mediaRetentionDays: 7, active: true, checks: [] });
    const changed = await site.ask(`PATCH /api/v1/specifications/${made.key}`, {
      token: site.admin,
      json: { name: 'Parcels, yearly' },
    });
    expect(changed).toMatchObject({ ...made, name: 'Parcels, yearly', updatedAt: expect.any(String) });
    expect(await site.ask(`GET /api/v1/specifications/${made.key}`, { token: site.admin })).toEqual(changed);
  });

  it('names a licence until it is told to name none, in the form of an identifier', async () => {
    const made = await create<{ key: string }>({ ...SPECIFICATION, licence: 'CC-BY-4.0' }, 201);
    const change = (json: object, status = 200) =>
      site.ask<Partial<Problem>>(`PATCH /api/v1/specifications/${made.key}`, { token: site.admin, json, status });
    expect(await change({ name: 'Other parcels' })).toMatchObject({ licence: 'CC-BY-4.0' });
    const { errors } = await change({ licence: 'CC BY 4.0' }, 400);
    expect(errors).toMatchObject([{ field: 'licence', message: expect.stringContaining('SPDX identifier') }]);
    const changed = await change({ licence: null });
    expect(changed).toMatchObject({ name: 'Other parcels' });
    expect(changed).not.toHaveProperty('licence');
    expect(await site.ask(`GET /api/v1/specifications/${made.key}`, { token: site.admin })).toEqual(changed);
  });

  it('are listed by number, the tenth after the ninth', async () => {
    const made: string[] = [];
    for (let i = 0; i < 10; i++) made.push((await create<{ key: string }>(SPECIFICATION, 201)).key);
    const { specifications } = await site.ask<{ specifications: { key: string }[] }>(
      'GET /api/v1/projects/SP/specifications',
      { token: site.admin },
    );
    expect(specifications.map(({ key }) => key).slice(-10)).toEqual(made);
  });

  it.each([
    ['two inputs of one path', { inputs: [INPUT, INPUT] }, 'inputs.1.dataStorePath'],
    ['no inputs', { inputs: [] }, 'inputs'],
    ['public data that goes again', { policy: 'open', mediaRetentionDays: 1 }, 'mediaRetentionDays'],
    ['a longer wait than files are kept', { timeoutDays: 31 }, 'timeoutDays'],
    [
      'a check of an input that there is not',
      { checks: [{ name: 'T', kind: 'fileType', input: 'No', types: ['csv'] }] },
      'checks.0.input',
    ],
    ['a field that there is not', { retention: 1 }, ''],
    ['a path with a line break', { inputs: [{ ...INPUT, dataStorePath: 'a\nb' }] }, 'inputs.0.dataStorePath'],
  ])('is refused with %s', async (_what, fields, field) => {
    const { errors } = await create({ ...SPECIFICATION, ...fields }, 400);
    expect(errors?.map((error) => error.field)).toContain(field);
  });

  it('is not found under a name that can be no key', async () => {
    for (const key of ['SP', 'SP-SPEC-0', 'sp-spec-1', 'SP-SPEC-999999'])
      await site.ask(`GET /api/v1/specifications/${key}`, { token: site.admin, status: 404 });
  });
});

describe('an assignment', () => {
  const listed = async (token: string) => {
    const { assignments } = await site.ask<{ assignments: { key: string; inputs: { dataStorePath: string }[] }[] }>(
      'GET /api/v1/assignments',
      { token },
    );
    return assignments;
  };

  it('shows a member of its group what to hand in', async () => {
    const { key } = await site.assignment();
    const mine = (await listed(site.member)).find((one) => one.key === key);
    expect(mine?.inputs).toEqual([{ ...INPUT, name: 'Parcels' }]);
    expect(mine?.inputs[0]?.dataStorePath).toBe(PATH);
    expect(await site.ask(`GET /api/v1/assignments/${key}`, { token: site.member })).toEqual(mine);
    expect((await listed(stranger)).map((one) => one.key)).not.toContain(key);
    await site.ask(`GET /api/v1/assignments/${key}`, { token: stranger, status: 404 });
    await site.ask(`POST /api/v1/assignments/${key}/submission`, { token: stranger, status: 404 });
  });

  it('is for people by name too, and no longer where they are taken out', async () => {
    const { key } = await site.assignment();
    const { createUserStore } = await import('../../../adapters/dynamodb/user-store.ts');
    const user = await createUserStore(site.functions.local.table).findByLogin('stranger');
    const change = (json: object) => site.ask(`PATCH /api/v1/assignments/${key}`, { token: site.admin, json });
    const changed = await change({ members: [user?.uuid], group: null });
    expect(changed).toMatchObject({ group: null, members: [{ username: 'stranger' }] });
    expect((await listed(stranger)).map((one) => one.key)).toContain(key);
    expect((await listed(site.member)).map((one) => one.key)).not.toContain(key);
    expect((await site.draft(key, stranger)).state).toBe('draft');
    await site.ask(`GET /api/v1/assignments/${key}`, { token: site.member, status: 404 });
    await site.ask(`PATCH /api/v1/assignments/${key}`, { token: site.admin, json: { members: [] }, status: 400 });
    await site.ask(`PATCH /api/v1/assignments/${key}`, { token: stranger, json: { active: false }, status: 403 });
  });

  it('is refused without a specification, a group or a user that there is', async () => {
    const { specificationKey } = await site.assignment();
    const create = (json: object, status: number) =>
      site.ask(`POST /api/v1/specifications/${specificationKey}/assignments`, { token: site.admin, status, json });
    await create({ name: 'Nobody' }, 400);
    await create({ name: 'x', group: 'DMG-00000000' }, 400);
    await create({ name: 'x', members: ['DMU-00000000'] }, 400);
  });

  it('are read page by page, whether for the group or by name', async () => {
    for (let i = 0; i < 3; i++) await site.assignment();
    const all = (await listed(site.member)).map(({ key }) => key);
    expect(all.length).toBeGreaterThan(2);
    const paged: string[] = [];
    let query: Record<string, string> = { limit: '2' };
    for (;;) {
      const page = await site.ask<{ assignments: { key: string }[]; next?: string }>('GET /api/v1/assignments', {
        token: site.member,
        query,
      });
      paged.push(...page.assignments.map(({ key }) => key));
      if (page.next === undefined) break;
      query = { limit: '2', after: page.next };
    }
    expect(paged).toEqual(all);
  });
});
