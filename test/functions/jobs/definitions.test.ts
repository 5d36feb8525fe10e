import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../functions/job-definitions/routes.ts';
import { ask, type Door } from '../in-process.ts';
import { type JobsSite, startJobsSite } from './site.ts';

let site: JobsSite;
let door: Door;

beforeAll(async () => {
  site = await startJobsSite();
  door = { handler: await site.here.load('job-definitions/index.ts'), routes };
}, 60_000);
afterAll(() => site.here.close());

const LAMBDA = { lambda: 'waybill-task-test' };
const put = (path: `/api/v1/${string}`, json: object, status: number) =>
  ask<{ detail: string; errors?: { field: string; message: string }[]; version: number }>(door, `PUT ${path}`, {
    token: site.admin,
    json,
    status,
  });

describe('a task', () => {
  it.each<[string, object, string]>([
    ['neither image nor function', {}, 'image'],
    ['both', { ...LAMBDA, image: 'debian:12', command: ['cat'] }, 'image'],
    ['no program', { image: 'debian:12' }, 'command'],
    [
      'a program that a submitter would choose',
      { image: 'debian:12', command: ['$P1'], parameters: [{ alias: 'a' }] },
      'command.0',
    ],
    ['a placeholder of nothing', { image: 'debian:12', command: ['cat', '$I2'], inputs: ['.in'] }, 'command.1'],
    ['a size that Fargate does not have', { image: 'debian:12', command: ['cat'], vcpu: 3 }, 'memoryMiB'],
    ['too little memory', { image: 'debian:12', command: ['cat'], vcpu: 4, memoryMiB: 512 }, 'memoryMiB'],
    ['two parameters of one name', { ...LAMBDA, parameters: [{ alias: 'a' }, { alias: 'a' }] }, 'parameters.1.alias'],
    ['a boolean without its flag', { ...LAMBDA, parameters: [{ alias: 'a', kind: 'boolean' }] }, 'parameters.0.flag'],
    [
      'a pattern that cannot be run',
      { ...LAMBDA, parameters: [{ alias: 'a', validation: { pattern: '(?=a)' } }] },
      'parameters.0.validation.pattern',
    ],
    ['a variable of ours', { ...LAMBDA, environment: [{ name: 'AWS_REGION', value: 'x' }] }, 'environment.0.name'],
    ['another function', { lambda: 'waybill-Nemo' }, 'lambda'],
    ['a long Lambda', { ...LAMBDA, timeoutSeconds: 901 }, 'timeoutSeconds'],
    ['a path as an ending', { ...LAMBDA, outputs: ['../x'] }, 'outputs.0'],
    ['an unknown key', { ...LAMBDA, shell: true }, ''],
  ])('with %s is refused', async (_, task, field) => {
    const { errors = [] } = await put('/api/v1/tasks/bad', task, 400);
    expect(errors.map((error) => error.field)).toContain(field);
  });

  it('keeps its number through changes, each of which must know the version', async () => {
    const path = '/api/v1/tasks/kept' as const;
    const first = await put(path, LAMBDA, 200);
    expect(first).toMatchObject({ version: 1, number: 4 });
    expect(await put(path, { ...LAMBDA, description: 'new', version: 1 }, 200)).toMatchObject({
      version: 2,
      number: 4,
    });
    expect((await put(path, { ...LAMBDA, version: 1 }, 409)).detail).toContain('at version 2, not 1');
    expect((await put(path, LAMBDA, 409)).detail).toContain('at version 2, not 0');
    await ask(door, `DELETE ${path}`, { token: site.admin, query: { version: '2' }, status: 204 });
    const gone = await ask<{ detail: string }>(door, `GET ${path}`, { token: site.admin, status: 404 });
    expect(gone.detail).toContain('There are: wc, task1, task2.');
  });

  it('that a job has as a step cannot be deleted', async () => {
    const gone = { token: site.admin, query: { version: '1' }, status: 409 };
    const { detail } = await ask<{ detail: string }>(door, 'DELETE /api/v1/tasks/task1', gone);
    expect(detail).toContain("'job1'");
  });
});

describe('a job', () => {
  const step = (task: string) => ({ task, ordering: 0 });

  it.each<[string, object, string]>([
    ['of an unknown task', { steps: [step('nothing')] }, 'steps.0.task'],
    ['that has a task twice', { steps: [step('wc'), { task: 'wc', ordering: 1 }] }, 'steps.1.task'],
    ['that is public and nobody’s', { public: true }, 'groupId'],
    ['with a pattern that cannot be run', { validators: [{ kind: 'pattern', pattern: '(a' }] }, 'validators.0.pattern'],
    ['with an unknown validator', { validators: [{ kind: 'virus' }] }, 'validators.0.kind'],
  ])('%s is refused', async (_, job, field) => {
    const { errors = [] } = await put('/api/v1/jobs/bad', job, 400);
    expect(errors.map((error) => error.field)).toContain(field);
  });

  it('has no two tasks whose parameters submitters would call alike', async () => {
    await put('/api/v1/tasks/x', { ...LAMBDA, parameters: [{ alias: 'y_z' }] }, 200);
    await put('/api/v1/tasks/x_y', { ...LAMBDA, parameters: [{ alias: 'z' }] }, 200);
    const { detail } = await put('/api/v1/jobs/bad', { steps: [step('x'), step('x_y')] }, 400);
    expect(detail).toContain("'x_y_z'");
  });

  it('belongs to a group by any of its names', async () => {
    expect((await put('/api/v1/jobs/grouped', { groupId: 'DMG-99999999' }, 404)).detail).toContain('DMG-99999999');
    const group = await site.row(`GROUP#${site.here.groupId}`, 'GROUP');
    expect(await put('/api/v1/jobs/grouped', { groupId: group?.['uuid'] }, 200)).toMatchObject({
      groupId: site.here.groupId,
    });
  });

  it('that changes leaves what was submitted before as it was', async () => {
    const submit = () => site.send({ method: 'POST', path: '/submission/', form: site.form({ job: 'count' }) });
    const { UUID } = (await submit()).json as { UUID: string };
    await put('/api/v1/tasks/wc', { ...LAMBDA, outputs: ['.other'], version: 1 }, 200);
    await put('/api/v1/jobs/count', { steps: [step('wc')], runnable: false, version: 1 }, 200);
    const batch = await site.row(`BATCH#${UUID}`, 'BATCH');
    const [id] = (batch?.['submissionIds'] ?? []) as string[];
    const row = await site.row(`SUB#${id}`, 'JOB');
    expect(row?.['snapshot']).toMatchObject({
      job: { runnable: true },
      tasks: { wc: { version: 1, stdout: '.count' } },
    });
    // it is not public any more, and switched off
    expect((await submit()).status).toBe(401);
  });

  it('of many that are made at the same time has a number of its own', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `at-once-${i}`);
    for (let open = names; open.length > 0; ) {
      const tried = open.map(async (name) => {
        const answer = await site.tryJob(name, {});
        return answer === 409 ? [name] : [];
      });
      open = (await Promise.all(tried)).flat();
    }
    const { jobs } = await ask<{ jobs: { name: string; number: number }[] }>(door, 'GET /api/v1/jobs', {
      token: site.admin,
    });
    expect(jobs.filter(({ name }) => name.startsWith('at-once-'))).toHaveLength(8);
    expect(new Set(jobs.map(({ number }) => number)).size).toBe(jobs.length);
  });
});

describe('who is no site admin', () => {
  const guarded = Object.values(routes).filter(({ access }) => access !== 'public');
  it.each(guarded.map(({ method, path }) => `${method} ${path}`))('is refused at %s', async (route) => {
    const request = route.replace('{name}', 'wc') as `${string} /${string}`;
    const token = await site.here.tokenFor(`u${Math.random().toString(36).slice(2)}`, {
      groupAdmin: true,
      siteRead: true,
    });
    await ask(door, request, { token, status: 403 });
    await ask(door, request, { status: 401 });
  });
});

describe('the forms of jobs', () => {
  interface Forms {
    jobs: { name: string; parameters: { field: string; kind: string; default: string | null }[] }[];
  }

  it('ask for what the parameters of the steps are, of jobs that can be submitted to', async () => {
    const { jobs } = await ask<Forms>(door, 'GET /api/v1/job-forms', {});
    const names = jobs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['job1', 'job2', 'picture']));
    for (const name of ['disabled', 'nosteps', 'members']) expect(names).not.toContain(name);
    expect(jobs[0]?.parameters).toEqual([
      { field: 'task1_all', kind: 'boolean', default: null },
      { field: 'task1_number', kind: 'value', default: null },
    ]);
  });

  it('show jobs of members to members', async () => {
    const { jobs } = await ask<Forms>(door, 'GET /api/v1/job-forms', { token: site.admin });
    expect(jobs.map(({ name }) => name)).toContain('members');
  });
});
