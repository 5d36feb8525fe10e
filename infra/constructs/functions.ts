import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  EventInvokeConfig,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type EnvironmentName, FUNCTIONS, type FunctionName, type FunctionSpec } from '../functions.ts';
import { type Resources, statementsFor } from './grants.ts';

export interface FunctionSettings {
  code: Readonly<Record<FunctionName, Code>>;
  environment: Readonly<Record<EnvironmentName, string>>;
  resources: Resources;
  undelivered: IQueue;
  logRetention: number;
}

export type Functions = Readonly<Record<FunctionName, LambdaFunction>>;

/** Makes every function of the catalogue, each with a role and a log group of its own. */
export function createFunctions(scope: Construct, settings: FunctionSettings): Functions {
  const room = new Construct(scope, 'Functions');
  const entries = Object.entries(FUNCTIONS) as [FunctionName, FunctionSpec][];
  return Object.fromEntries(
    entries.map(([name, spec]) => [name, createFunction(room, { name, spec, settings })]),
  ) as Functions;
}

interface One {
  name: FunctionName;
  spec: FunctionSpec;
  settings: FunctionSettings;
}

function createFunction(scope: Construct, { name, spec, settings }: One): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}Logs`, {
    retention: settings.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = createRole(scope, { name, spec, settings, logGroup });
  const made = new LambdaFunction(scope, name, {
    description: spec.about,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: settings.code[name],
    memorySize: spec.memory,
    timeout: Duration.seconds(spec.timeout),
    environment: pick(settings.environment, spec.environment),
    // The catalogue is the whole truth: the CDK may not add to this role by itself.
    role: role.withoutPolicyUpdates(),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
  });
  if (spec.asynchronous) {
    new EventInvokeConfig(scope, `${name}Invocations`, {
      function: made,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(settings.undelivered),
    });
  }
  return made;
}

function createRole(scope: Construct, one: One & { logGroup: LogGroup }): Role {
  const { name, spec, settings, logGroup } = one;
  const allow = (actions: string[], resource: string) => new PolicyStatement({ actions, resources: [resource] });
  const statements = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn),
    // X-Ray has no resources to name.
    allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'),
    ...(spec.asynchronous ? [allow(['sqs:SendMessage'], settings.undelivered.queueArn)] : []),
    ...statementsFor(spec, settings.resources),
  ];
  return new Role(scope, `${name}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${name} may do`,
    inlinePolicies: { Grants: new PolicyDocument({ statements }) },
  });
}

function pick(values: Readonly<Record<EnvironmentName, string>>, names: readonly EnvironmentName[]) {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
