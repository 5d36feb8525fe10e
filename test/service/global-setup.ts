import type { TestProject } from 'vitest/node';
import { startService } from './running.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    service: { url: string; token: string; directory: string };
  }
}

/** One running service for all files of this room: each makes people and groups of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const service = await startService({
    context: { multipart: { thresholdBytes: 6 * 1024 ** 2, partBytes: 5 * 1024 ** 2 }, ingest: { sliceSeconds: 1 } },
  });
  project.provide('service', { url: service.url, token: service.token, directory: service.directory });
  return async () => {
    await service.stop();
    service.remove();
  };
}
