import { describe, expect, it } from 'vitest';
import { checkLimits } from '../../../local/template/limits.ts';
import { readStack } from '../../../local/template/stack.ts';
import { assembly, functionResources, stackOf } from '../fixtures/stack.ts';

describe('names and ARNs', () => {
  const stack = stackOf({
    Files: { Type: 'AWS::S3::Bucket' },
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'my-files' } },
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { TableName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 't']] } },
    },
    [`A${'x'.repeat(80)}`]: { Type: 'AWS::Events::Rule' },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Origin: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: { DistributionConfig: { domain: { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] } } },
    },
  });

  it('gives every resource a name that fits its service', () => {
    expect(stack.find('Files').ref).toBe('test-files');
    expect(stack.find('Named').attributes['Arn']).toBe('arn:aws:s3:::my-files');
    expect(stack.find('Table').attributes['Arn']).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/Test-t');
    expect(stack.find('Origin').properties['DistributionConfig']).toEqual({
      domain: 'test-files.s3.us-east-1.amazonaws.com',
    });
    expect(stack.find('Api').ref).toMatch(/^[a-z0-9]{10}$/);
  });

  it('shortens a long name to the limit of the service, the same way every time', () => {
    const [rule] = stack.ofType('AWS::Events::Rule');
    expect(rule?.ref).toHaveLength(64);
    expect(stackOf({ [`A${'x'.repeat(80)}`]: { Type: 'AWS::Events::Rule' } }).resources[0]?.ref).toBe(rule?.ref);
  });
});

describe('what the local run does not know', () => {
  it('lists unknown types and properties in one error', () => {
    const unknown = assembly({
      Queue: { Type: 'AWS::Kinesis::Stream' },
      Files: { Type: 'AWS::S3::Bucket', Properties: { ReplicationConfiguration: {} } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Anything: 1 } },
    });
    expect(() => readStack(unknown)).toThrow(
      /Queue: resource type AWS::Kinesis::Stream\n.*Files: property ReplicationConfiguration of AWS::S3::Bucket\n[\s\S]*coverage\.ts/,
    );
  });

  it('refuses a reference to nothing and an attribute that it cannot answer', () => {
    const bucket = (property: unknown) =>
      assembly({ Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: property } } });
    expect(() => readStack(bucket({ Ref: 'Missing' }))).toThrow('refers to Missing, which it does not declare');
    const attribute = assembly({
      Files: { Type: 'AWS::S3::Bucket' },
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { 'Fn::GetAtt': ['Files', 'WebsiteURL'] } } },
    });
    expect(() => readStack(attribute)).toThrow('Files.WebsiteURL');
  });

  it('leaves out resources whose condition does not hold', () => {
    const made = assembly({ Files: { Type: 'AWS::S3::Bucket', Condition: 'Never' } });
    const stack = readStack({
      ...made,
      template: { ...made.template, Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    });
    expect(stack.resources).toEqual([]);
  });
});

describe('quotas of a deployment', () => {
  it('names each one that is exceeded', () => {
    const resources = functionResources('Api', {
      properties: { Environment: { Variables: { LONG: 'x'.repeat(4100) } } },
    });
    for (let i = 0; i < 80; i++) {
      resources[`Permission${i}`] = {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Api', 'Arn'] },
          Principal: 'apigateway.amazonaws.com',
          SourceArn: `arn:aws:execute-api:us-east-1:000000000000:abcdefghij/*/*/v1/path-number-${i}`,
        },
      };
    }
    const made = assembly(resources);
    expect(() => checkLimits({ ...made, templateBytes: 1_000_001 }, readStack(made))).toThrow(
      /template, in bytes: 1000001[\s\S]*environment of Api, in bytes: 4104, at most 4096[\s\S]*resource policy of Api/,
    );
  });
});
