/** AWS Batch on this machine: jobs run as child processes; docs are in local/README.md. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { Service } from '../aws/endpoint.ts';
import type { BusEvent } from '../aws/event.ts';
import type { JobQueues } from '../provision/job-queues.ts';
import { batchService } from './api.ts';
import { logsService } from './logs.ts';
import { startScheduler } from './scheduler.ts';
import { openBatchStore } from './store.ts';

export interface BatchOptions extends JobQueues {
  readonly directory: string;
  /** takes the event about the end of a job */
  readonly emit: (event: BusEvent) => Promise<void>;
  /** where commands are looked for */
  readonly path: string;
  /** for tests: a second of a job's time limit takes so many milliseconds */
  readonly secondMs?: number;
  /** for tests: bytes that a job may have on disk; 20 GiB, as a container has in AWS, otherwise */
  readonly diskBytes?: number;
}

export interface LocalBatch {
  /** by signing name */
  readonly services: { readonly batch: Service; readonly logs: Service };
  /** Goes on with what a former run has left. */
  start(): void;
  /** Ends what runs; it is run anew at the next start. */
  close(): Promise<void>;
}

const DISK_BYTES = 20 * 1024 ** 3;

export function createBatch(options: BatchOptions): LocalBatch {
  const { directory, queues, maxVcpus, emit, secondMs = 1000, diskBytes = DISK_BYTES } = options;
  const now = () => Date.now();
  const store = openBatchStore(directory, now());
  // programs that are written for Node run with the Node that runs this
  const path = `${dirname(process.execPath)}:${options.path}`;
  const vcpus = Math.min(maxVcpus, availableParallelism());
  const scheduler = startScheduler({ store, queues, vcpus, path, now, emit, secondMs, diskBytes });
  return {
    services: {
      batch: batchService({ store, queues, now, ...scheduler }),
      logs: logsService((stream) => store.logFile(stream)),
    },
    start: () => scheduler.wake(),
    close: () => scheduler.close(),
  };
}
