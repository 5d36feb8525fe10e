import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readJson } from '../../local/aws/files.ts';
import type { Spent } from '../../local/dynamodb/meter.ts';
import { choosePorts } from '../../local/ports.ts';
import { endpointVariables, SERVICE_PORTS, type ServicePort } from '../../local/services.ts';
import { startLocal } from '../../local/start.ts';
import { type CallCounter, type Exchange, startCallCounter } from '../functions/call-counter.ts';
import type { RunHere } from './run-here.ts';
import { newToken } from './running.ts';

/** One invocation of a function that has ended. */
export interface Invocation {
  /** the id of its construct: `Nemo`, `QcComplete`, … */
  name: string;
  /** ISO 8601 */
  endedAt: string;
  /** processor time of its thread, in milliseconds */
  processorMs: number;
}

/** The whole service, with somebody between it and its stores who takes notes. */
export interface MeteredRun extends RunHere {
  counter: CallCounter;
  /** the id of the function that asked, or `undefined` for somebody with a signed URL */
  askedBy: (exchange: Exchange) => string | undefined;
  /** what the functions have done so far */
  invocations: () => Invocation[];
  /** what each item of the table has cost so far, also whoever looks on */
  spent: readonly Spent[];
  /** bytes that the functions have written to their logs so far, with what Lambda adds of its own */
  loggedBytes: () => number;
}

/** @param context merged over the CDK context */
export async function startMetered(context: Record<string, unknown> = {}): Promise<MeteredRun> {
  const directory = mkdtempSync(join(tmpdir(), 'waybill-metered-'));
  const token = newToken();
  // the run takes the ports that it finds chosen
  const ports = await choosePorts(join(directory, 'ports.json'), ['site', ...SERVICE_PORTS]);
  const urls = SERVICE_PORTS.map((name) => [name, `http://127.0.0.1:${ports[name]}`] as const);
  const counter = await startCallCounter(Object.fromEntries(urls));
  const counted = Object.entries(counter.endpoints).map(([name, url]) => [name, Number(new URL(url).port)]);
  const spent: Spent[] = [];
  const local = await startLocal({
    port: 0,
    directory,
    adminToken: token,
    endpoints: endpointVariables(Object.fromEntries(counted) as Record<ServicePort, number>),
    environment: process.env,
    context: { throttle: { rate: 10_000, burst: 10_000 }, ...context },
    faults: { dynamoDb: askForUnits },
    meter: (one) => spent.push(one),
  });
  const names = namesOf(directory);
  return {
    url: local.url,
    token,
    directory,
    local,
    counter,
    spent,
    askedBy: ({ accessKeyId = '' }) => names.get(accessKeyId),
    invocations: () => invocationsIn(join(directory, 'logs')),
    loggedBytes: () => linesOf(join(directory, 'logs')).reduce((sum, { line }) => sum + line.length + 1, 0),
    close: async () => {
      await local.close();
      await counter.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Every answer shall say what it cost; the functions themselves do not ask. */
function askForUnits(_operation: string, body: unknown): undefined {
  Object.assign(body as object, { ReturnConsumedCapacity: 'TOTAL' });
}

/** Ids of functions by access key: the logical id without the construct around it and the CDK's eight hex digits. */
function namesOf(directory: string): Map<string, string> {
  const keys = readJson<Record<string, { accessKeyId: string }>>(join(directory, 'keys.json'), {});
  return new Map(Object.entries(keys).map(([owner, { accessKeyId }]) => [accessKeyId, functionOf(owner)]));
}

/** The id of a function's construct, from its name in the template. */
export const functionOf = (logicalId: string): string =>
  /^Functions(\w+?)(?:[0-9A-F]{8})?$/.exec(logicalId)?.[1] ?? logicalId;

const linesOf = (logs: string) =>
  readdirSync(logs).flatMap((file) =>
    readFileSync(join(logs, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ name: functionOf(basename(file, '.log')), line })),
  );

interface Report {
  time: string;
  type?: string;
  record?: { metrics: { processorMs?: number } };
}

function invocationsIn(logs: string): Invocation[] {
  return linesOf(logs).flatMap(({ name, line }) => {
    const { time, type, record } = JSON.parse(line) as Report;
    if (type !== 'platform.report') return [];
    return [{ name, endedAt: time, processorMs: record?.metrics.processorMs ?? 0 }];
  });
}
