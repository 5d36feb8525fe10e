import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findStagedFile } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { routes as uploadRoutes } from '../../../functions/uploads/routes.ts';
import { ask, type Handler } from '../in-process.ts';
import { define, type Id, stage, stageFile, submit } from './data.ts';
import { type DatametaSite, type Somebody, startDatametaSite } from './site.ts';

const DAY = 86_400;
const MIB = 1024 ** 2;
let site: DatametaSite;
let ada: Somebody;
let uploads: { handler: Handler; routes: typeof uploadRoutes };

beforeAll(async () => {
  const sizes = { MULTIPART_THRESHOLD_BYTES: String(6 * MIB), MULTIPART_PART_BYTES: String(5 * MIB) };
  site = await startDatametaSite({ UPLOAD_RETENTION_DAYS: '10', ...sizes });
  ada = await site.person(await site.group('Lab'), 'ada', { siteAdmin: true });
  await define(site, ada, { name: 'FileR1', isFile: true });
  const { handler } = await import('../../../functions/uploads/index.ts');
  uploads = { handler: handler as unknown as Handler, routes: uploadRoutes };
});
afterAll(() => site.close());

/** As if so much of the file's time had gone by. */
async function age({ uuid }: Id, seconds: number): Promise<void> {
  await site.local.table.client.send(
    new UpdateCommand({
      TableName: site.local.table.name,
      Key: { ...keys.stagedFile(uuid) },
      UpdateExpression: 'SET #ttl = #ttl - :seconds',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':seconds': seconds },
    }),
  );
}
/** Days from now to the end of the record. */
async function daysLeft({ uuid }: Id): Promise<number | undefined> {
  const ttl = (await findStagedFile(site.local.table, uuid))?.ttl;
  return ttl === undefined ? undefined : Math.round((ttl - Date.now() / 1000) / DAY);
}

describe('a file that nobody submits', () => {
  let file: Id;
  beforeEach(async () => {
    file = await stageFile(site, ada, 'a.txt');
  });

  it('is kept as long as its bytes, counted anew from every upload', async () => {
    const { token } = ada;
    const json = { name: 'b.txt', checksum: 'x' };
    const { body } = await site.ask<{ id: Id; requestHeaders: Record<string, string> }>('POST /api/v1/files', {
      token,
      json,
    });
    expect(await daysLeft(body.id)).toBe(10);
    await age(body.id, 5 * DAY);
    expect(await daysLeft(body.id)).toBe(5);
    const headers = { 'access-token': body.requestHeaders['Access-Token'] ?? '' };
    expect((await site.ask(`PUT /api/v1/upload/${body.id.uuid}`, { raw: 'x', headers })).status).toBe(204);
    expect(await daysLeft(body.id)).toBe(10);
  });

  it('is found a day before its bytes go, and not after', async () => {
    const { token } = ada;
    const { body } = await site.ask<{ fileUrl: string }>(`GET /api/v1/rpc/get-file-url/${file.uuid}`, { token });
    const link = `GET ${new URL(body.fileUrl).pathname as `/${string}`}` as const;
    const asked = async () => [
      (await site.ask(`GET /api/v1/files/${file.site}`, { token })).status,
      (await site.ask(`GET /api/v1/rpc/get-file-url/${file.uuid}`, { token })).status,
      (await site.ask(link)).status,
      (await site.ask<{ id: Id }[]>('GET /api/v1/pending/files', { token })).body.some(
        ({ id }) => id.uuid === file.uuid,
      ),
    ];
    await age(file, 9 * DAY - 60);
    expect(await asked()).toEqual([200, 200, 307, true]);
    await age(file, 120);
    expect(await asked()).toEqual([404, 404, 404, false]);
    const { body: refused } = await site.ask(`GET /api/v1/files/${file.site}`, { token });
    expect(refused).toMatchObject([{ message: expect.stringContaining('goes 9 days after its upload') }]);
  });

  it('cannot be submitted after its end; its metadataset stays', async () => {
    const set = await stage(site, ada, { FileR1: 'a.txt' });
    await age(file, 9 * DAY + 60);
    const { token } = ada;
    const json = { metadatasetIds: [set.uuid], fileIds: [file.site] };
    const { status, body } = await site.ask('POST /api/v1/submissions', { token, json });
    const entity = { uuid: file.site, site: file.site };
    expect([status, body]).toEqual([400, [{ exception: 'ValidationError', entity, message: 'Not found' }]]);
    expect((await site.ask(`GET /api/v1/metadatasets/${set.uuid}`, { token })).status).toBe(200);
  });

  it('has no end once it is submitted', async () => {
    const set = await stage(site, ada, { FileR1: 'a.txt' });
    await submit(site, ada, [set], [file]);
    expect(await findStagedFile(site.local.table, file.uuid)).toMatchObject({ uuid: file.uuid });
    expect(await daysLeft(file)).toBeUndefined();
  });
});

describe('an upload in parts', () => {
  it('counts from its beginning, as its bytes do, however often it is gone on with', async () => {
    const { token } = ada;
    const { body } = await site.ask<{ id: Id }>('POST /api/v1/files', { token, json: { name: 'c', checksum: 'x' } });
    const announce = (size: number) =>
      ask(uploads, `POST /api/v1/files/${body.id.uuid}/uploads`, { token, json: { size } });
    await age(body.id, 5 * DAY);
    await announce(20 * MIB);
    expect(await daysLeft(body.id)).toBe(10);
    await age(body.id, 3 * DAY);
    await announce(20 * MIB);
    expect(await daysLeft(body.id)).toBe(7);
    await announce(21 * MIB);
    expect(await daysLeft(body.id)).toBe(10);
  });
});
