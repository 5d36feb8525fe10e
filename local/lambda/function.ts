import type { FunctionConfiguration } from './configuration.ts';
import type { FunctionLog } from './log.ts';
import type { FunctionError, Outcome } from './messages.ts';
import { startThread, type Thread } from './thread.ts';

/** A timed-out invocation may have left the event loop stuck; a healthy loop turns well within a second. */
const RESPONSE_LIMIT_MS = 1000;

export interface FunctionOptions {
  readonly configuration: FunctionConfiguration;
  /** read at every start of a thread */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly log: FunctionLog;
  /** a thread without work for so long is stopped, as Lambda stops idle environments */
  readonly idleMs: number;
}

/** One Lambda function with the thread that runs it: started at the first call, replaced when it died or hung. */
export interface LocalFunction {
  readonly configuration: FunctionConfiguration;
  /** Runs one invocation to its end; never rejects. */
  invoke(requestId: string, event: string): Promise<Outcome>;
  /** invocations that run now */
  readonly running: number;
  close(): Promise<void>;
}

export function createFunction({ configuration, environment, log, idleMs }: FunctionOptions): LocalFunction {
  const { name, arn, modulePath, exportName, memoryMegabytes, timeoutMs } = configuration;
  const threads = new Map<Thread, number>();
  let current: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Thread => {
    const data = { modulePath, exportName, memoryMegabytes, functionName: name, functionArn: arn };
    const thread = startThread({ data, environment: environment(), log: (stream, chunk) => log.write(stream, chunk) });
    threads.set(thread, 0);
    return thread;
  };
  const take = (): Thread => {
    clearTimeout(idle);
    if (current === undefined || current.ended) current = start();
    return current;
  };
  const stop = async (thread: Thread): Promise<void> => {
    threads.delete(thread);
    if (current === thread) current = undefined;
    await thread.stop();
  };
  const count = (thread: Thread, change: number): void => {
    const running = (threads.get(thread) ?? 0) + change;
    if (threads.has(thread)) threads.set(thread, running);
    if (running > 0) return;
    if (thread !== current || thread.ended) void stop(thread);
    else idle = setTimeout(() => void stop(thread), idleMs).unref();
  };
  /** No new work; stopped at once when it hangs, otherwise when its other invocations are done. */
  const retire = async (thread: Thread): Promise<void> => {
    if (current === thread) current = undefined;
    if (!(await thread.isResponsive(RESPONSE_LIMIT_MS))) await stop(thread);
  };
  const runWithin = async (thread: Thread, requestId: string, event: string): Promise<Outcome> => {
    const broken = await thread.loaded;
    if (broken !== undefined) {
      void stop(thread);
      return { ok: false, error: broken };
    }
    const { promise: late, resolve } = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => resolve({ ok: false, error: timedOut(requestId, timeoutMs) }), timeoutMs);
    const outcome = await Promise.race([thread.run(requestId, event, Date.now() + timeoutMs), late]);
    clearTimeout(timer);
    if (!outcome.ok && outcome.error.errorType === TIMED_OUT) void retire(thread);
    return outcome;
  };

  return {
    configuration,
    get running() {
      return [...threads.values()].reduce((sum, running) => sum + running, 0);
    },
    invoke: async (requestId, event) => {
      const began = performance.now();
      const thread = take();
      count(thread, 1);
      const outcome = await runWithin(thread, requestId, event);
      count(thread, -1);
      log.report(requestId, performance.now() - began, outcome);
      return outcome;
    },
    close: async () => {
      clearTimeout(idle);
      await Promise.all([...threads.keys()].map(stop));
    },
  };
}

const TIMED_OUT = 'Sandbox.Timedout';

function timedOut(requestId: string, timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return {
    errorType: TIMED_OUT,
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  };
}
