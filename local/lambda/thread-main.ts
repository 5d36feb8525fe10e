/** Runs inside a function's thread: loads the bundle once and answers calls, several at a time. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { describeError, type FromThread, MAX_RESPONSE_BYTES, type ThreadData, type ToThread } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const data = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error('thread-main.ts only runs as a worker thread');
const send = (message: FromThread): void => port.postMessage(message);

function contextOf(requestId: string, deadline: number): object {
  return {
    awsRequestId: requestId,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMegabytes),
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function answer(handler: Handler, call: Extract<ToThread, { kind: 'call' }>): Promise<FromThread> {
  const { requestId } = call;
  const before = process.threadCpuUsage();
  const ended = () => {
    const { user, system } = process.threadCpuUsage(before);
    return { requestId, processorMs: (user + system) / 1000 };
  };
  try {
    const result = await handler(JSON.parse(call.event), contextOf(requestId, call.deadline));
    const payload = JSON.stringify(result) ?? 'null';
    if (Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES) return { kind: 'returned', ...ended(), payload };
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    return { kind: 'threw', ...ended(), error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
  } catch (thrown) {
    return { kind: 'threw', ...ended(), error: describeError(thrown) };
  }
}

function serve(handler: Handler): void {
  port?.on('message', (message: ToThread) => {
    if (message.kind === 'ping') send({ kind: 'pong' });
    else void answer(handler, message).then(send);
  });
  send({ kind: 'ready' });
}

try {
  const loaded = (await import(pathToFileURL(data.modulePath).href)) as Record<string, unknown>;
  const handler = loaded[data.exportName];
  if (typeof handler === 'function') serve(handler as Handler);
  else throw new Error(`${data.exportName} is not exported by ${data.modulePath}, or is not a function`);
} catch (thrown) {
  send({ kind: 'broken', error: describeError(thrown) });
}
