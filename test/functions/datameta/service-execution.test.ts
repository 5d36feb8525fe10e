import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { define, type Id, makeService, type SetAnswer, stage, stageFile, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

let site: DatametaSite;
let submitter: Somebody;
let worker: Somebody;
let admin: Somebody;
let archive: Id;
let stamp: Id;
let count = 0;

beforeAll(async () => {
  site = await startDatametaSite();
  const lab = await site.group('Lab');
  const other = await site.group('Other');
  admin = await site.person(lab, 'admin', { siteAdmin: true });
  submitter = await site.person(lab, 'submitter');
  worker = await site.person(other, 'worker');
  archive = await makeService(site, admin, 'Archive', [worker]);
  stamp = await makeService(site, admin, 'Stamp', [worker]);
  await define(
    site,
    admin,
    { name: 'ID' },
    { name: 'Accession', serviceId: archive.uuid, isMandatory: true, isSiteUnique: true, order: 1 },
    { name: 'Released', serviceId: archive.uuid, dateTimeFmt: '%Y-%m-%d', order: 2 },
    { name: 'Report', serviceId: archive.uuid, isFile: true, order: 3 },
    { name: 'Seal', serviceId: stamp.uuid, order: 4 },
  );
});
afterAll(() => site.close());

async function submitted(): Promise<Id> {
  const id = await stage(site, submitter, { ID: `s-${count++}` });
  await submit(site, submitter, [id]);
  return id;
}

const execute = (set: string, record: object, fileIds: string[] = [], { token } = worker, service = archive.uuid) =>
  site.ask<SetAnswer>(`POST /api/v1/service-execution/${service}/${set}`, { token, json: { record, fileIds } });
const wrong = (field: string, message: string) => ({ exception: 'ValidationError', field, message });

describe('a service execution', () => {
  it('adds what the service found out, under either id, and says who did', async () => {
    const set = await submitted();
    const { status, body } = await execute(
      set.site,
      { Accession: 'A-1', Released: '2021-03-04' },
      [],
      worker,
      archive.site,
    );
    expect(status).toBe(200);
    expect(body.record).toEqual({ ID: expect.any(String), Accession: 'A-1', Released: '2021-03-04', Report: null });
    const execution = {
      serviceExecutionId: { uuid: expect.any(String) },
      executionTime: expect.any(String),
      serviceId: archive,
      userId: { uuid: worker.account.uuid, site: worker.account.siteId },
    };
    expect(body.serviceExecutions).toEqual({
      Accession: execution,
      Released: execution,
      Report: execution,
      Seal: null,
    });
    expect(body.fileIds).toEqual({ Report: null });
    const read = await site.ask<SetAnswer>(`GET /api/v1/metadatasets/${set.uuid}`, { token: worker.token });
    expect(read.body).toEqual(body);
  });

  it('happens once for each service', async () => {
    const set = await submitted();
    expect((await execute(set.uuid, { Accession: 'A-2' })).status).toBe(200);
    expect((await execute(set.uuid, { Accession: 'A-3' })).status).toBe(403);
    expect((await execute(set.uuid, { Seal: 'x' }, [], worker, stamp.uuid)).status).toBe(200);
    const again = await submitted();
    const race = await Promise.all(
      [1, 2, 3, 4].map((n) => execute(again.uuid, { Seal: `${n}` }, [], worker, stamp.uuid)),
    );
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403, 403, 403]);
  });

  it('is for the users of the service alone', async () => {
    const set = await submitted();
    for (const somebody of [submitter, admin]) {
      expect((await execute(set.uuid, { Accession: 'A-4' }, [], somebody)).status).toBe(403);
    }
    expect((await execute('DMR-00000000', { Accession: 'A-4' })).status).toBe(404);
    expect((await execute(set.uuid, { Accession: 'A-4' }, [], worker, 'DMP-00000000')).status).toBe(404);
  });

  it('does not ask whether the metadataset was submitted, and goes with it when it is', async () => {
    const set = await stage(site, submitter, { ID: 'pending' });
    const { status, body } = await execute(set.uuid, { Seal: 'early' }, [], worker, stamp.uuid);
    expect([status, body.submissionId, body.record]).toMatchObject([200, null, { ID: 'pending', Seal: 'early' }]);
    expect((await site.ask(`GET /api/v1/metadatasets/${set.uuid}`, { token: worker.token })).status).toBe(403);
    const file = await stageFile(site, worker, 'early.txt');
    expect((await execute(set.uuid, { Accession: 'A-early', Report: 'early.txt' }, [file.uuid])).status).toBe(200);
    expect((await site.ask(`GET /api/v1/files/${file.uuid}`, { token: submitter.token })).status).toBe(200);
    await submit(site, submitter, [set]);
    const read = await site.ask<SetAnswer>(`GET /api/v1/metadatasets/${set.uuid}`, { token: worker.token });
    expect(read.body.record).toMatchObject({ ID: 'pending', Seal: 'early', Accession: 'A-early' });
    expect(read.body.fileIds).toEqual({ Report: file });
  });

  it('has nothing to keep a unique value for while there is no submission', async () => {
    const set = await stage(site, submitter, { ID: 'pending' });
    const { status, body } = await execute(set.uuid, { Accession: 'A-nowhere' });
    expect([status, body]).toMatchObject([409, [{ message: expect.stringContaining('is not submitted') }]]);
  });

  it('refuses fields that are not the service’s, before anything else', async () => {
    const set = await submitted();
    const message = 'Metadatum unknown or not associated with the specified service.';
    expect(await execute(set.uuid, { ID: 'x', Seal: 'y' }, ['nobody'])).toMatchObject({
      status: 400,
      body: [wrong('ID', message), wrong('Seal', message)],
    });
  });

  it('checks the values, and files as submissions do', async () => {
    const set = await submitted();
    expect((await execute(set.uuid, { Released: 'soon' })).body).toEqual([
      wrong('Accession', 'Field was not specified but is mandatory'),
      wrong('Released', 'The field could not be parsed as a valid date / time'),
    ]);
    expect((await execute(set.uuid, { Accession: 'A-5' }, ['DMF-00000000'])).body).toEqual([
      { exception: 'ValidationError', entity: { uuid: 'DMF-00000000', site: 'DMF-00000000' }, message: 'Not found' },
    ]);
    const entity = { uuid: set.uuid, site: set.site };
    expect((await execute(set.uuid, { Accession: 'A-5', Report: 'r.txt' })).body).toEqual([
      { exception: 'ValidationError', entity, field: 'Report', message: 'Referenced file not provided' },
    ]);
  });

  it('takes a value that must be unique in the site once, also from another service execution at the same time', async () => {
    const sets = [await submitted(), await submitted(), await submitted()];
    const race = await Promise.all(sets.map(({ uuid }) => execute(uuid, { Accession: 'A-unique' })));
    expect(race.filter(({ status }) => status === 200)).toHaveLength(1);
    const late = sets.find((_, index) => race[index]?.status !== 200);
    expect((await execute(late?.uuid ?? '', { Accession: 'A-unique' })).body).toEqual([
      {
        exception: 'ValidationError',
        entity: { uuid: late?.uuid, site: late?.site },
        field: 'Accession',
        message: 'Violation of global unique constraint',
      },
    ]);
    expect((await execute(late?.uuid ?? '', { Accession: 'A-else' })).status).toBe(200);
  });

  it('takes files, which are released like all others and seen by the group of the metadataset', async () => {
    const set = await submitted();
    const file = await stageFile(site, worker, 'report.txt');
    const { status, body } = await execute(set.uuid, { Accession: 'A-6', Report: 'report.txt' }, [file.site]);
    expect(status).toBe(200);
    expect(body.fileIds).toEqual({ Report: file });
    expect((await site.ask(`GET /api/v1/files/${file.uuid}`, { token: submitter.token })).status).toBe(200);
    expect((await site.ask(`DELETE /api/v1/files/${file.uuid}`, { token: worker.token })).status).toBe(403);
    const other = await submitted();
    expect((await execute(other.uuid, { Accession: 'A-7', Report: 'report.txt' }, [file.uuid])).body).toMatchObject([
      { entity: file, message: 'Already submitted' },
    ]);
  });

  it('with files loses to another one that was faster, and leaves the files as they were', async () => {
    const set = await submitted();
    const files = [await stageFile(site, worker, 'first.txt'), await stageFile(site, worker, 'second.txt')];
    const race = await Promise.all(
      files.map(({ uuid }, index) =>
        execute(set.uuid, { Accession: `A-race-${index}`, Report: ['first.txt', 'second.txt'][index] }, [uuid]),
      ),
    );
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    const lost = files[race.findIndex(({ status }) => status === 403)];
    expect((await site.ask(`DELETE /api/v1/files/${lost?.uuid}`, { token: worker.token })).status).toBe(204);
  });

  it('ends the waiting for that service, and for no other', async () => {
    const set = await submitted();
    const awaiting = async (service: Id) => {
      const query = { awaitingService: service.site };
      const { body } = await site.ask<SetAnswer[]>('GET /api/v1/metadatasets', { token: worker.token, query });
      return Array.isArray(body) && body.some(({ id }) => id.uuid === set.uuid);
    };
    expect([await awaiting(archive), await awaiting(stamp)]).toEqual([true, true]);
    await execute(set.uuid, { Seal: 'x' }, [], worker, stamp.uuid);
    expect([await awaiting(archive), await awaiting(stamp)]).toEqual([true, false]);
  });
});
