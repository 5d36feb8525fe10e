import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, expectOk } from '../client.ts';
import { newGroup, newPerson } from '../people.ts';
import { type RunningService, startService } from '../running.ts';
import { defineMetadata, type FileResponse, type Identifier } from './staging.ts';

/** DataMeta's own client, unmodified, as `pip install datameta-client` puts it on the path. */
const CLIENT = 'dmclient';
const isThere = spawnSync(CLIENT, ['--help']).status === 0;

describe.skipIf(!isThere)(`the command line client${isThere ? '' : ` (no ${CLIENT} on the path)`}`, () => {
  let service: RunningService;
  let ada: Caller;
  let token: string;
  let serviceId: string;
  const folder = mkdtempSync(join(tmpdir(), 'waybill-dmclient-'));
  const data = join(folder, 'data');

  beforeAll(async () => {
    service = await startService();
    const admin = { url: service.url, token: service.token };
    ada = await newPerson(admin, await newGroup(admin));
    await defineMetadata(admin);
    token = (await expectOk<{ token: string }>(ada, '/api/v1/keys', { body: { label: 'client' } })).token;
    const who = await expectOk<{ id: Identifier }>(ada, '/api/v1/rpc/whoami');
    const { id } = await expectOk<{ id: Identifier }>(admin, '/api/v1/services', { body: { name: 'archive' } });
    serviceId = id.site;
    await expectOk(admin, `/api/v1/services/${serviceId}`, { method: 'PUT', body: { userIds: [who.id.uuid] } });
    const texts = { regexDescription: '', longDescription: '', example: '', regExp: '', dateTimeFmt: '' };
    const flags = { isMandatory: true, isFile: false, isSubmissionUnique: false, isSiteUnique: false };
    const accession = { ...texts, ...flags, name: 'Accession', order: 50, serviceId };
    await expectOk(admin, '/api/v1/metadata', { body: accession });
    mkdirSync(data);
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(data, name), name);
  });

  afterAll(async () => {
    await service.stop();
    service.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): string => {
    const env = { ...process.env, DATAMETA_URL: service.url, DATAMETA_TOKEN: token };
    const { status, stdout, stderr } = spawnSync(CLIENT, args, { env, encoding: 'utf8', timeout: 60_000 });
    expect(status, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
    return stdout;
  };
  const record = (id: string): object => ({
    '#ID': id,
    Date: '2021-03-04',
    'ZIP Code': '123',
    FileR1: 'a.txt',
    FileR2: 'b.txt',
  });
  const json = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };

  it('stages, checks, submits, finds, downloads, and reports a service’s results', async () => {
    run('files', 'stage', join(data, 'a.txt'));
    run('files', 'stage', join(data, 'b.txt'));
    run('metadatasets', 'stage', json('record.json', record('A1')));
    const files = await expectOk<FileResponse[]>(ada, '/api/v1/pending/files');
    const sets = await expectOk<{ id: Identifier }[]>(ada, '/api/v1/pending/metadatasets');
    const [set = '', fileIds] = [sets[0]?.id.uuid, files.map(({ id }) => id.uuid)];
    expect(run('submissions', 'prevalidate', set, fileIds[0] ?? '')).toContain('false');
    expect(run('submissions', 'prevalidate', set, fileIds.join(','))).toContain('true');
    expect(run('submissions', 'submit', set, fileIds.join(','), '--label', 'first')).toContain('DMS-');
    expect(run('metadatasets', 'search')).toContain(set);
    expect(run('metadatasets', 'search', '--awaiting-service', serviceId)).toContain(set);
    expect(run('services', 'execute', serviceId, set, '{"Accession": "ERS1"}', '')).toContain('ERS1');
    const url = /http:\/\/\S+\/api\/v1\/download\/\w+/.exec(run('files', 'download-url', fileIds[0] ?? ''))?.[0] ?? '';
    expect(await (await fetch(url)).text()).toBe(files[0]?.name);
  });

  it('stages and submits in one command', () => {
    expect(run('shortcuts', 'stage-and-submit', json('records.json', [record('A2')]), data)).toContain('DMS-');
  });
});
