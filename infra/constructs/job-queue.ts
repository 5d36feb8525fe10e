import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnComputeEnvironment, CfnJobQueue } from 'aws-cdk-lib/aws-batch';
import {
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Options } from '../options.ts';
import type { Resources } from './grants.ts';

/** Jobs of a higher queue start first wherever both wait for the same room. */
const PRIORITIES = { low: 1, medium: 10, high: 100 } as const;
export type JobPriority = keyof typeof PRIORITIES;

export interface JobRunner {
  queues: Readonly<Record<JobPriority, string>>;
  /** begins the name of every job definition; they are registered when tasks are saved */
  definitionPrefix: string;
  executionRole: Role;
  logGroup: LogGroup;
}

/**
 * What the tasks of jobs run on: Batch with Fargate, in a network of its own without a NAT gateway. Idle, none of it
 * costs anything. Nothing in the network can be reached from outside; containers reach registries and S3 by addresses
 * that they have while they run. No container is given a role: files come and go by signed URLs.
 */
export function createJobRunner(scope: Construct, { jobs, logRetentionDays }: Options): JobRunner | undefined {
  if (!jobs.enabled) return undefined;
  const room = new Construct(scope, 'Jobs');
  const { stackName } = Stack.of(scope);
  const logGroup = new LogGroup(room, 'Logs', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  return {
    queues: createQueues(room, jobs.maxVcpus),
    definitionPrefix: `${stackName}-`,
    executionRole: createExecutionRole(room, logGroup),
    logGroup,
  };
}

function createQueues(scope: Construct, maxvCpus: number): JobRunner['queues'] {
  const vpc = new Vpc(scope, 'Network', {
    ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [{ name: 'Jobs', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
    // emptying the group that no one uses would take a function of the CDK's
    restrictDefaultSecurityGroup: false,
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
  });
  // The CDK writes `undefined` where its own type says optional.
  const inside = { vpc: vpc as IVpc, description: 'Jobs: no way in' };
  const securityGroup = new SecurityGroup(scope, 'Containers', inside);
  const environment = new CfnComputeEnvironment(scope, 'Environment', {
    type: 'MANAGED',
    computeResources: {
      type: 'FARGATE',
      maxvCpus,
      subnets: vpc.publicSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [securityGroup.securityGroupId],
    },
    replaceComputeEnvironment: false,
  });
  const queue = (name: JobPriority): string =>
    new CfnJobQueue(scope, `Queue${name}`, {
      priority: PRIORITIES[name],
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: environment.attrComputeEnvironmentArn }],
      // a job for which there will never be room must not block those behind it
      jobStateTimeLimitActions: [
        'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE',
        'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
      ].map((reason) => ({ reason, state: 'RUNNABLE', action: 'CANCEL', maxTimeSeconds: 600 })),
    }).attrJobQueueArn;
  return { low: queue('low'), medium: queue('medium'), high: queue('high') };
}

/** Fargate itself starts containers with it: public images need no permission to be pulled. */
function createExecutionRole(scope: Construct, logGroup: LogGroup): Role {
  const statement = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
  return new Role(scope, 'ExecutionRole', {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    description: 'Writes the logs of jobs',
    inlinePolicies: { Grants: new PolicyDocument({ statements: [statement] }) },
  });
}

/** The value of JOB_SETTINGS, which the functions that run jobs read. */
export function jobSettings(stack: Stack, runner: JobRunner | undefined, { jobs }: Options): string {
  if (runner === undefined) return '';
  const { queues, definitionPrefix, executionRole, logGroup } = runner;
  const { transferImage } = jobs;
  const { roleArn: executionRoleArn } = executionRole;
  return stack.toJsonString({
    definitionPrefix,
    executionRoleArn,
    logGroup: logGroup.logGroupName,
    transferImage,
    queues,
  });
}

/** What functions may be granted of all this. */
export function jobResources(
  stack: Stack,
  runner: JobRunner | undefined,
): Pick<Resources, 'taskFunctionArns' | 'jobs'> {
  const arn = (service: string, resource: string, resourceName: string, arnFormat = ArnFormat.SLASH_RESOURCE_NAME) =>
    stack.formatArn({ service, resource, resourceName, arnFormat });
  const taskFunctionArns = arn('lambda', 'function', 'waybill-task-*', ArnFormat.COLON_RESOURCE_NAME);
  if (runner === undefined) return { taskFunctionArns };
  const definition = `${runner.definitionPrefix}*`;
  return {
    taskFunctionArns,
    jobs: {
      queueArns: Object.values(runner.queues),
      definitionArns: [arn('batch', 'job-definition', definition), arn('batch', 'job-definition', `${definition}:*`)],
      jobArns: arn('batch', 'job', '*'),
      executionRoleArn: runner.executionRole.roleArn,
      logGroupArn: runner.logGroup.logGroupArn,
    },
  };
}
