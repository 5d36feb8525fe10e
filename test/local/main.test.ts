import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalProcess, startProcess } from './fixtures/process.ts';

const token = 'Abc4567890'.padEnd(64, 'x');
let directory: string;
let running: LocalProcess;
const start = (): Promise<LocalProcess> =>
  startProcess({
    WAYBILL_DATA: directory,
    WAYBILL_PORT: '0',
    WAYBILL_ADMIN_TOKEN: token,
    WAYBILL_ADMIN_PASSWORD: 'Open Sesame 123',
  });
const whoAmI = async (): Promise<number> =>
  (await fetch(`${running.url}/api/v1/account`, { headers: { authorization: `Bearer ${token}` } })).status;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'waybill-main-'));
  running = await start();
}, 120_000);
afterAll(async () => {
  running.kill('SIGKILL');
  await running.ended;
  rmSync(directory, { recursive: true });
});

describe('npm start', () => {
  it('shows where it is and, once, who the admin is; the last line says that it is ready', () => {
    const lines = running.output().trimEnd().split('\n');
    expect(lines.at(-1)).toBe(`Waybill is ready: ${running.url}`);
    expect(running.output()).toContain(directory);
    expect(running.output()).toContain(token);
    expect(running.output()).toContain('Open Sesame 123');
  });

  it('lets the admin in with the chosen token', async () => {
    expect(await whoAmI()).toBe(200);
  });

  it('refuses a second run on the same folder, and says what to do', async () => {
    await expect(start()).rejects.toThrow(/ended with 1: .*\n?.*in use by process \d+.*WAYBILL_DATA/);
  });

  it('comes back after kill -9 with its data, and does not show the admin again', async () => {
    const before = running.url;
    running.kill('SIGKILL');
    expect(await running.ended).toBe('SIGKILL');
    running = await start();
    expect(running.url).toBe(before);
    expect(running.output()).not.toContain(token);
    expect(await whoAmI()).toBe(200);
  }, 60_000);

  it('waits for a request in flight after one signal and not after two; ends with 0 when it need not wait', async () => {
    const { hostname, port } = new URL(running.url);
    const open = request({ hostname, port, method: 'POST', path: '/v1/login', headers: { 'content-length': 10 } });
    open.on('error', () => undefined);
    open.write('12345');
    await new Promise((resolve) => setTimeout(resolve, 200));
    running.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.output()).toContain('a second signal stops it at once');
    running.kill('SIGTERM');
    expect(await running.ended).toBe(1);

    running = await start();
    running.kill('SIGINT');
    expect(await running.ended).toBe(0);
  }, 60_000);
});
