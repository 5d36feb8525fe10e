import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FirstAdmin, makeFirstAdmin } from './admin.ts';
import { REGION } from './aws/account.ts';
import { writeJson } from './aws/files.ts';
import type { Meter } from './dynamodb/meter.ts';
import { startGateway } from './gateway/gateway.ts';
import { type Job, startHousekeeping } from './housekeeping.ts';
import { createCallers } from './iam/callers.ts';
import { openKeys } from './iam/keys.ts';
import { lockFolder } from './lock.ts';
import { choosePorts, isFree } from './ports.ts';
import {
  type Closing,
  ensureStateMachines,
  type Faults,
  SERVICE_PORTS,
  type Services,
  startServices,
} from './services.ts';
import type { LocalSettings } from './settings.ts';
import { PRODUCT_APP, synthesize } from './synthesis.ts';
import { readAssembly } from './template/assembly.ts';
import { checkLimits } from './template/limits.ts';
import { readStack, type Stack } from './template/stack.ts';

/** The bucket that stands in for Google Cloud Storage, and the secret with its key pair. */
const MIRROR = { bucket: 'waybill-mirror', secretName: 'waybill/mirror' };

/** The CDK's own checks of the template take a third of the synthesis; `npm run synth` and a deployment make them. */
const WITHOUT_CHECKS = { '@aws-cdk/core:validateAgainstDefaultRules': false };

export interface StartOptions extends LocalSettings {
  /** file of the CDK app; the product's own by default */
  readonly app?: string;
  /** takes lines for the person at the console */
  readonly show?: (line: string) => void;
  readonly faults?: Faults;
  /** for measuring: is told what every item of a table costs */
  readonly meter?: Meter;
  /** milliseconds before each retry of an asynchronous event; Lambda's own by default */
  readonly retryDelaysMs?: readonly number[];
  /** for tests: pauses between retries of a state are so many times as long as the state machine says */
  readonly stepRetryScale?: number;
  /** for tests: how jobs are limited */
  readonly jobs?: { readonly secondMs?: number; readonly diskBytes?: number };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running local Waybill. */
export interface LocalRun {
  /** the public address, without a slash at its end */
  readonly url: string;
  /** the SDK's `AWS_ENDPOINT_URL_<SERVICE>` variables */
  readonly endpoints: Readonly<Record<string, string>>;
  /** may do everything at every local service */
  readonly operator: Credentials;
  readonly stack: Stack;
  readonly services: Services;
  /** made by this start, or `undefined` when there was one */
  readonly admin: FirstAdmin | undefined;
  /** Runs a function, named as in the template or by the id that its construct has in the CDK app. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** Lets requests in flight end, then stops everything and lets the data folder go. */
  close(): Promise<void>;
}

/** Synthesizes the template and runs it. Rejects with an error that says what to do; nothing is left running then. */
export async function startLocal(options: StartOptions): Promise<LocalRun> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const closing: Closing = [lockFolder(options.directory)];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    return { ...(await run(options, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function run(options: StartOptions, closing: Closing): Promise<Omit<LocalRun, 'close'>> {
  const { directory, show = () => undefined } = options;
  const { site, ...ports } = await choosePorts(join(directory, 'ports.json'), ['site', ...SERVICE_PORTS]);
  const port = await publicPort(options.port, site);
  const stack = await readTemplate(options, `http://127.0.0.1:${port}`, ports.s3);
  const keyOf = openKeys(join(directory, 'keys.json'));
  const callers = createCallers({ stack, keyOf, mirrorBucket: MIRROR.bucket });

  const { faults = {} } = options;
  const parts = {
    ...options,
    stack,
    callers,
    ports,
    faults,
    show,
    mirror: MIRROR,
    commandPath: options.environment['PATH'] ?? '',
  };
  const services = await startServices(parts, closing);
  // A copy: the SDK writes its own notes into credentials that it is given.
  const operator = { ...keyOf('operator') };
  writeJson(join(directory, 'operator.json'), { ...operator, region: REGION, endpoints: services.endpoints });

  const { lambda, s3 } = services;
  const admin = await makeFirstAdmin(lambda, functionNamed(stack, 'BootstrapAdmin'), options);
  await ensureStateMachines(stack, services.stepFunctions);
  closing.push(startHousekeeping(jobs(services), show));
  lambda.start();
  services.bus.start();
  services.batch.start();
  const gateway = await startGateway({
    port,
    stack,
    invoke: (functionArn, payload) => lambda.invoke(functionArn, payload),
    readObject: (...object) => s3.readObject(...object),
    showError: show,
  });
  closing.push(() => gateway.close());
  const invoke = invokerOf(services, stack);
  return { url: gateway.url, endpoints: services.endpoints, operator, stack, services, admin, invoke };
}

/** A chosen port must be free; without a choice the one of the last start is taken again. */
async function publicPort(wanted: number, kept: number): Promise<number> {
  if (wanted === 0) return kept;
  if (await isFree(wanted)) return wanted;
  throw new Error(`Port ${wanted} of 127.0.0.1 is in use. Stop what uses it, or choose another with WAYBILL_PORT.`);
}

async function readTemplate(options: StartOptions, siteUrl: string, s3Port: number): Promise<Stack> {
  const directory = join(options.directory, 'cdk.out');
  const mirror = { ...MIRROR, region: REGION, endpoint: `http://127.0.0.1:${s3Port}` };
  const { app = PRODUCT_APP, environment } = options;
  const storageOrigin = new URL(options.endpoints['AWS_ENDPOINT_URL_S3'] ?? mirror.endpoint).origin;
  const context = { ...WITHOUT_CHECKS, siteUrl, storageOrigin, mirror, ...options.context };
  await synthesize({ app, directory, environment, context });
  const assembly = readAssembly(directory);
  const stack = readStack(assembly);
  checkLimits(assembly, stack);
  return stack;
}

/** The name of the function whose construct has this id; the CDK appends eight hex digits to it. */
function functionNamed(stack: Stack, id: string): string {
  const exact = new RegExp(`(^|[a-z])${id}[0-9A-F]{8}$`);
  const functions = stack.ofType('AWS::Lambda::Function');
  const found = functions.find(({ ref }) => ref === id) ?? functions.find(({ logicalId }) => exact.test(logicalId));
  if (found === undefined) throw new Error(`There is no function ${id} in stack ${stack.name}.`);
  return found.ref;
}

function invokerOf({ lambda }: Services, stack: Stack): LocalRun['invoke'] {
  return async (functionName, payload) => {
    const name = functionName.startsWith('arn:') ? functionName : functionNamed(stack, functionName);
    const { outcome, payload: answer } = await lambda.invoke(name, JSON.stringify(payload));
    if (outcome.ok) return JSON.parse(answer) as unknown;
    throw new Error(`${functionName} failed: ${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  };
}

const MINUTE_MS = 60_000;

function jobs({ dynamoDb, s3 }: Services): readonly Job[] {
  return [
    { everyMs: MINUTE_MS, run: (now) => dynamoDb.expire(now) },
    { everyMs: 15 * MINUTE_MS, run: (now) => s3.expire(now) },
  ];
}
