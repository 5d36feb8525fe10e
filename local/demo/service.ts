import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Client } from './client.ts';

export interface Service extends Client {
  stop: () => Promise<void>;
}

const READY = /^Waybill is ready: (\S+)$/;

/** A token that the service takes for its first admin: 64 letters and digits. */
const newToken = (): string => randomBytes(32).toString('hex');

/** The service that is running somewhere, if the environment names it; otherwise one of our own, thrown away after. */
export async function findService(): Promise<Service> {
  const { WAYBILL_URL: url, WAYBILL_TOKEN: token } = process.env;
  if (url !== undefined && token === undefined) throw new Error('Set WAYBILL_TOKEN to a token of the service as well.');
  if (token !== undefined) {
    return { url: (url ?? 'http://127.0.0.1:8000').replace(/\/$/, ''), token, stop: async () => undefined };
  }
  return startService();
}

async function startService(): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-demo-'));
  const token = newToken();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { ...process.env, WAYBILL_DATA: folder, WAYBILL_PORT: '0', WAYBILL_ADMIN_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = READY.exec(line)?.[1];
    if (url !== undefined) return { url, token, stop };
  }
  await stop();
  throw new Error('The service did not start.');
}
