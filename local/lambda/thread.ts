import { Worker } from 'node:worker_threads';
import {
  describeError,
  type FromThread,
  type FunctionError,
  type Outcome,
  type ThreadData,
  type ToThread,
} from './messages.ts';

export interface ThreadOptions {
  readonly data: ThreadData;
  readonly environment: Readonly<Record<string, string>>;
  /** takes what the function writes to stdout and stderr */
  readonly log: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
}

/** One worker thread that runs one function's bundle. */
export interface Thread {
  /** resolves once the bundle is loaded: to `undefined`, or to the error that it could not be loaded with */
  readonly loaded: Promise<FunctionError | undefined>;
  /** Runs one invocation; never rejects. A thread that dies ends all its invocations. */
  run(requestId: string, event: string, deadline: number): Promise<Outcome>;
  /** whether it takes no more invocations */
  readonly ended: boolean;
  /** Whether its event loop turns within `limitMs`. */
  isResponsive(limitMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

function outcomeOf(message: Extract<FromThread, { kind: 'returned' | 'threw' }>): Outcome {
  const { processorMs } = message;
  if (message.kind === 'returned') return { ok: true, payload: message.payload, processorMs };
  return { ok: false, error: message.error, processorMs };
}

export function startThread({ data, environment, log }: ThreadOptions): Thread {
  const worker = new Worker(new URL('./thread-main.ts', import.meta.url), {
    workerData: data,
    env: { ...environment },
    // Flags of the host (a test runner's loaders, for one) are not part of a function's runtime.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: data.memoryMegabytes },
  });
  worker.stdout.on('data', (chunk: Buffer) => log('stdout', chunk));
  worker.stderr.on('data', (chunk: Buffer) => log('stderr', chunk));
  const running = new Map<string, (outcome: Outcome) => void>();
  const loaded = Promise.withResolvers<FunctionError | undefined>();
  let pong = (): void => undefined;
  let ended = false;
  let death: FunctionError = { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' };

  const settle = (requestId: string, outcome: Outcome): void => {
    running.get(requestId)?.(outcome);
    running.delete(requestId);
  };
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'ready') loaded.resolve(undefined);
    else if (message.kind === 'broken') loaded.resolve(message.error);
    else if (message.kind === 'pong') pong();
    else settle(message.requestId, outcomeOf(message));
  });
  worker.on('error', (error) => {
    death = describeError(error);
  });
  worker.on('exit', () => {
    ended = true;
    loaded.resolve(death);
    for (const requestId of running.keys()) settle(requestId, { ok: false, error: death });
  });

  const post = (message: ToThread): void => worker.postMessage(message);
  return {
    loaded: loaded.promise,
    run: (requestId, event, deadline) => {
      if (ended) return Promise.resolve({ ok: false, error: death });
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      running.set(requestId, resolve);
      post({ kind: 'call', requestId, event, deadline });
      return promise;
    },
    get ended() {
      return ended;
    },
    isResponsive: (limitMs) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), limitMs);
      pong = () => resolve(true);
      post({ kind: 'ping' });
      return promise.finally(() => clearTimeout(timer));
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}
