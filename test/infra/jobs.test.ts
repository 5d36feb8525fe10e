import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { find, ofType, plain, templateWith } from './synthesized.ts';

let template: Template;
let without: Template;
beforeAll(() => {
  template = templateWith({ jobs: { maxVcpus: 32 } });
  without = templateWith({ jobs: { enabled: false } });
});

const all = (type: string, from = template) => Object.values(ofType(from, type)).map((made) => made['Properties']);

describe('what jobs run on', () => {
  it('is Fargate, with no more vCPUs than the options say', () => {
    const [environment, ...others] = all('AWS::Batch::ComputeEnvironment');
    expect(others).toEqual([]);
    expect(environment).toMatchObject({ Type: 'MANAGED', ComputeResources: { Type: 'FARGATE', MaxvCpus: 32 } });
    expect(environment.ServiceRole).toBeUndefined();
  });

  it('has a queue for each priority, none of which is blocked by a job that can never run', () => {
    const queues = all('AWS::Batch::JobQueue');
    expect(queues.map(({ Priority }) => Number(Priority)).toSorted((a, b) => a - b)).toEqual([1, 10, 100]);
    for (const { JobStateTimeLimitActions: actions } of queues) {
      expect(actions).toHaveLength(2);
      expect(actions[0]).toMatchObject({ State: 'RUNNABLE', Action: 'CANCEL' });
    }
  });

  it('cannot be reached from outside, and costs nothing while nothing runs', () => {
    for (const type of ['NatGateway', 'EIP', 'VPNGateway', 'FlowLog', 'SecurityGroupIngress']) {
      expect(ofType(template, `AWS::EC2::${type}`), type).toEqual({});
    }
    expect(all('AWS::EC2::SecurityGroup').map(({ SecurityGroupIngress }) => SecurityGroupIngress)).toEqual([undefined]);
    const endpoints = all('AWS::EC2::VPCEndpoint').map(({ VpcEndpointType }) => String(VpcEndpointType));
    expect(endpoints).toEqual(['Gateway']);
    expect(all('AWS::EC2::Subnet').some(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toBe(false);
  });

  it('starts containers with a role that writes logs, and that only containers can have', () => {
    const role = find(template, 'AWS::IAM::Role', 'JobsExecutionRole')['Properties'];
    const { Statement: trust } = role.AssumeRolePolicyDocument;
    expect(trust).toHaveLength(1);
    expect(trust[0]).toMatchObject({ Principal: { Service: 'ecs-tasks.amazonaws.com' } });
    expect(role.ManagedPolicyArns).toBeUndefined();
    const statements = role.Policies.flatMap((policy: { PolicyDocument: { Statement: object[] } }) => {
      return policy.PolicyDocument.Statement;
    });
    expect(statements).toMatchObject([{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }]);
  });

  it('lets its functions pass this role alone, and to containers alone', () => {
    const roles = Object.entries(ofType(template, 'AWS::IAM::Role'));
    const passing = roles.filter(([, role]) => JSON.stringify(role).includes('iam:PassRole'));
    expect(passing.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['FunctionsJobDefinitionsRole']);
    const text = JSON.stringify(passing);
    expect(text).toContain('"iam:PassedToService":"ecs-tasks.amazonaws.com"');
  });

  it('tells the function that keeps results of every end of its own jobs, and of no others', () => {
    const rule = find(template, 'AWS::Events::Rule', 'TaskEnded')['Properties'];
    expect(rule.EventPattern.source).toEqual(['aws.batch']);
    expect(rule.EventPattern.detail.status).toEqual(['SUCCEEDED', 'FAILED']);
    const queues = rule.EventPattern.detail.jobQueue.map(plain) as string[];
    expect(queues.toSorted()).toEqual(['JobsQueuehigh', 'JobsQueuelow', 'JobsQueuemedium']);
  });
});

describe('a deployment without jobs', () => {
  it('has no network, queue or role for them, and no permission about them', () => {
    const types = Object.values(without.toJSON()['Resources'] as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => /^AWS::(Batch|EC2)::/.test(type))).toEqual([]);
    const text = JSON.stringify(without.toJSON());
    expect(text).not.toMatch(/"(batch|iam):[A-Z]/);
    const { Environment } = find(without, 'AWS::Lambda::Function', 'FunctionsRunTask')['Properties'];
    expect(Environment.Variables.JOB_SETTINGS).toBe('');
  });
});
