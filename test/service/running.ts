import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../architecture/sources.ts';

/** The whole service, run as `npm start` runs it, in a process and a folder of its own. */
export interface RunningService {
  url: string;
  /** of the first site admin */
  token: string;
  directory: string;
  /** what it wrote to the console */
  output: string[];
  /** @returns the exit code, or null after a signal that it did not catch */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  remove: () => void;
}

export interface ServiceOptions {
  /** merged over the CDK context: timers, sizes, the mirror */
  context?: object;
  /** to start again on what an earlier run has left */
  before?: Pick<RunningService, 'directory' | 'token' | 'url'>;
}

const READY = /^Waybill is ready: (\S+)$/;

export const newToken = (): string => randomBytes(32).toString('hex');

export async function startService({ context = {}, before }: ServiceOptions = {}): Promise<RunningService> {
  const directory = before?.directory ?? mkdtempSync(join(tmpdir(), 'waybill-test-'));
  const token = before?.token ?? newToken();
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), ['local/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      WAYBILL_PORT: before === undefined ? '0' : new URL(before.url).port,
      WAYBILL_DATA: directory,
      WAYBILL_ADMIN_TOKEN: token,
      WAYBILL_CONTEXT: JSON.stringify(context),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const url = await readiness(child, output);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    url,
    token,
    directory,
    output,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Reads the console until the service is ready; goes on reading, so that the pipe never fills. */
function readiness(child: ChildProcess, output: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      const url = READY.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  }
  child.once('exit', (code) => reject(new Error(`The service ended with ${code}:\n${output.join('\n')}`)));
  return promise;
}
