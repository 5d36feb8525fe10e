import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLocalFunction } from '../template/coverage.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** One function as the template declares it. */
export interface FunctionConfiguration {
  readonly logicalId: string;
  readonly name: string;
  /** for people: the logical id without the eight hex digits that the CDK appends */
  readonly label: string;
  readonly arn: string;
  /** as the template says it: `index.handler` */
  readonly handler: string;
  readonly modulePath: string;
  readonly exportName: string;
  /** without a role it gets no keys, and may do nothing at the services */
  readonly hasRole: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMegabytes: number;
  /** how many invocations may run at once; without it only the account's quota holds */
  readonly reservedConcurrency: number | undefined;
  readonly asynchronous: AsynchronousSettings;
}

/** What happens to events that nobody waits for (AWS::Lambda::EventInvokeConfig). */
export interface AsynchronousSettings {
  readonly retries: number;
  readonly maximumAgeMs: number;
  /** ARN of the queue that takes events which failed for good */
  readonly onFailure: string | undefined;
}

/** AWS's, where nothing else is said. */
export const ASYNCHRONOUS_DEFAULTS: AsynchronousSettings = {
  retries: 2,
  maximumAgeMs: 21_600_000,
  onFailure: undefined,
};

export function readFunctions(stack: Stack): readonly FunctionConfiguration[] {
  return stack
    .ofType('AWS::Lambda::Function')
    .filter(isLocalFunction)
    .map((resource) => readFunction(stack, resource));
}

function readFunction(stack: Stack, resource: Resource): FunctionConfiguration {
  const { logicalId, ref, attributes, properties } = resource;
  const runtime = properties['Runtime'];
  if (typeof runtime !== 'string' || !runtime.startsWith('nodejs')) {
    throw new Error(`function ${logicalId}: the local run only runs Node.js functions, not ${String(runtime)}`);
  }
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
  return {
    logicalId,
    name: ref,
    label: logicalId.replace(/[0-9A-F]{8}$/, ''),
    arn: attributes['Arn'] ?? '',
    ...findHandler(stack, resource),
    hasRole: true,
    environment: Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)])),
    timeoutMs: Number(properties['Timeout'] ?? 3) * 1000,
    memoryMegabytes: Number(properties['MemorySize'] ?? 128),
    reservedConcurrency: properties['ReservedConcurrentExecutions'] as number | undefined,
    asynchronous: readAsynchronous(stack, resource),
  };
}

function findHandler(
  stack: Stack,
  { logicalId, properties }: Resource,
): Pick<FunctionConfiguration, 'exportName' | 'handler' | 'modulePath'> {
  const { S3Key } = properties['Code'] as { S3Key?: string };
  if (S3Key === undefined) throw new Error(`function ${logicalId}: its code is not an asset`);
  const handler = String(properties['Handler']);
  const dot = handler.lastIndexOf('.');
  const base = join(stack.assetPath(S3Key), handler.slice(0, dot));
  const modulePath = ['.mjs', '.js', '.cjs'].map((extension) => `${base}${extension}`).find(existsSync);
  if (modulePath === undefined) throw new Error(`function ${logicalId}: there is no ${base}.mjs, .js or .cjs`);
  return { handler, modulePath, exportName: handler.slice(dot + 1) };
}

interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: { OnFailure?: { Destination: string }; OnSuccess?: unknown };
}

function readAsynchronous(stack: Stack, { logicalId, ref, properties }: Resource): AsynchronousSettings {
  const config = (stack
    .ofType('AWS::Lambda::EventInvokeConfig')
    .find((candidate) => candidate.properties['FunctionName'] === ref)?.properties ?? {}) as EventInvokeConfig;
  if (config.DestinationConfig?.OnSuccess !== undefined) {
    throw new Error(`function ${logicalId}: the local run does not know OnSuccess destinations`);
  }
  const { TargetArn } = (properties['DeadLetterConfig'] ?? {}) as { TargetArn?: string };
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = config;
  return {
    retries: MaximumRetryAttempts ?? ASYNCHRONOUS_DEFAULTS.retries,
    maximumAgeMs:
      MaximumEventAgeInSeconds === undefined ? ASYNCHRONOUS_DEFAULTS.maximumAgeMs : MaximumEventAgeInSeconds * 1000,
    onFailure: DestinationConfig?.OnFailure?.Destination ?? TargetArn,
  };
}
