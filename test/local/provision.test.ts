import { describe, expect, it } from 'vitest';
import { readBuckets } from '../../local/provision/buckets.ts';
import { readStateMachines } from '../../local/provision/state-machines.ts';
import { readTables } from '../../local/provision/tables.ts';
import { functionResources, stackOf } from './fixtures/stack.ts';

const bucket = (Properties: Record<string, unknown>) =>
  readBuckets(stackOf({ Files: { Type: 'AWS::S3::Bucket', Properties } }))[0]?.settings;

describe('buckets', () => {
  it('have versions, CORS rules and lifecycle rules as declared', () => {
    const settings = bucket({
      VersioningConfiguration: { Status: 'Enabled' },
      CorsConfiguration: {
        CorsRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['https://a'], ExposedHeaders: ['ETag'], MaxAge: 60 }],
      },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'old', Status: 'Enabled', ExpirationInDays: 60, NoncurrentVersionExpiration: { NoncurrentDays: 37 } },
          { Status: 'Enabled', Prefix: 'x/', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
          { Status: 'Disabled', ExpirationInDays: 1 },
        ],
      },
    });
    expect(settings).toEqual({
      versioned: true,
      eventBridge: false,
      cors: [
        {
          allowedMethods: ['PUT'],
          allowedOrigins: ['https://a'],
          allowedHeaders: [],
          exposedHeaders: ['ETag'],
          maxAgeSeconds: 60,
        },
      ],
      lifecycle: [
        { id: 'old', expirationDays: 60, noncurrentDays: 37 },
        { prefix: 'x/', abortIncompleteMultipartDays: 7 },
      ],
    });
  });

  it('send events through their own property or the custom resource of the CDK', () => {
    const on = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
    expect(bucket({ NotificationConfiguration: on })?.eventBridge).toBe(true);
    expect(
      bucket({ NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: false } } })?.eventBridge,
    ).toBe(false);
    const custom = stackOf({
      Files: { Type: 'AWS::S3::Bucket' },
      Events: {
        Type: 'Custom::S3BucketNotifications',
        Properties: { BucketName: { Ref: 'Files' }, NotificationConfiguration: { EventBridgeConfiguration: {} } },
      },
    });
    expect(readBuckets(custom)[0]?.settings.eventBridge).toBe(true);
  });

  it('with rules that are not known stop the start', () => {
    expect(() => bucket({ NotificationConfiguration: { LambdaConfigurations: [] } })).toThrow('LambdaConfigurations');
    const Rules = [{ Status: 'Enabled', Transitions: [] }];
    expect(() => bucket({ LifecycleConfiguration: { Rules } })).toThrow('lifecycle Transitions');
  });
});

describe('tables', () => {
  it('keep what the local DynamoDB plays, under their local name', () => {
    const Properties = { KeySchema: [], AttributeDefinitions: [], Replicas: [], BillingMode: 'PAY_PER_REQUEST' };
    const [table] = readTables(stackOf({ Records: { Type: 'AWS::DynamoDB::GlobalTable', Properties } }));
    expect(table).toEqual({ TableName: 'Test-Records', KeySchema: [], AttributeDefinitions: [] });
  });
});

describe('state machines', () => {
  const machine = (properties: object) =>
    stackOf({
      ...functionResources('Step'),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } },
          },
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: {
                Statement: {
                  Effect: 'Allow',
                  Action: 'lambda:InvokeFunction',
                  Resource: { 'Fn::GetAtt': ['Step', 'Arn'] },
                },
              },
            },
          ],
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionString: `{"StartAt":"\${Arn}"}`,
          DefinitionSubstitutions: { Arn: { 'Fn::GetAtt': ['Step', 'Arn'] } },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ...properties,
        },
      },
    });

  it('have their substitutions made and the permissions of their role', () => {
    const [made] = readStateMachines(machine({ StateMachineName: 'ingest' }));
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Test-Step';
    expect(made).toMatchObject({
      name: 'ingest',
      arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:ingest',
      definition: { StartAt: arn },
    });
    expect(made?.roleCaller?.allows('lambda:InvokeFunction', arn)).toBe(true);
    expect(made?.roleCaller?.allows('lambda:InvokeFunction', `${arn}-other`)).toBe(false);
  });

  it('that cannot be played stop the start', () => {
    expect(() => readStateMachines(machine({ StateMachineType: 'EXPRESS' }))).toThrow('STANDARD');
    expect(() => readStateMachines(machine({ DefinitionSubstitutions: {} }))).toThrow(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder as the definition has it
      'nothing is substituted for ${Arn}',
    );
    expect(() => readStateMachines(machine({ RoleArn: { 'Fn::GetAtt': ['StepRole', 'Arn'] } }))).toThrow(
      'may not be assumed by states.amazonaws.com',
    );
  });
});
