import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { STEPS, type StepName } from '../functions.ts';
import type { Functions } from './functions.ts';

const DEFINITION = new URL('../../statemachines/ingest.asl.json', import.meta.url);

export interface IngestNames {
  name: string;
  arn: string;
  executionArns: string;
}

/** Fixed names: steps may answer task tokens of the machine that invokes them, and neither can wait for the other. */
export function ingestNames(stack: Stack): IngestNames {
  const name = `${stack.stackName}-ingest`;
  const arn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return { name, arn: arn('stateMachine', name), executionArns: arn('execution', `${name}:*`) };
}

/** The state machine of statemachines/ingest.asl.json, which may invoke the six steps and nothing else. */
export function createIngest(scope: Construct, functions: Functions, logRetention: number): StateMachine {
  const stack = Stack.of(scope);
  const { name } = ingestNames(stack);
  const steps = Object.keys(STEPS) as StepName[];
  const role = new Role(scope, 'IngestRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    description: 'Invokes the ingest steps',
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: steps.map((step) => functions[step].functionArn),
    }),
  );
  // Step Functions keeps the history of an execution for 90 days, but not beyond, and cannot be searched across
  // executions. Every event is logged, without execution data: ids are in the execution's name.
  const destination = new LogGroup(scope, 'IngestLogs', {
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return new StateMachine(scope, 'Ingest', {
    stateMachineName: name,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(readFileSync(DEFINITION, 'utf8')),
    definitionSubstitutions: Object.fromEntries(steps.map((step) => [`${step}Arn`, functions[step].functionArn])),
    role,
    logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  });
}
