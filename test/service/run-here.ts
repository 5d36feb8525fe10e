import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalRun, type StartOptions, startLocal } from '../../local/start.ts';
import type { Caller } from './client.ts';
import { newToken } from './running.ts';

/** The whole service in the process of the test, which can reach into it: faults, shorter pauses. */
export interface RunHere extends Caller {
  directory: string;
  local: LocalRun;
  close: () => Promise<void>;
}

type Chosen = Pick<StartOptions, 'faults' | 'jobs' | 'taskFunctions' | 'retryDelaysMs' | 'stepRetryScale'> & {
  context?: Record<string, unknown>;
};

export async function runHere({ context = {}, ...chosen }: Chosen): Promise<RunHere> {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  const token = newToken();
  const options = { port: 0, directory, adminToken: token, context, endpoints: {}, environment: process.env };
  const local = await startLocal({ ...options, ...chosen });
  return {
    url: local.url,
    token,
    directory,
    local,
    close: async () => {
      await local.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
