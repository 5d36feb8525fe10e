import { createHash } from 'node:crypto';
import { ACCOUNT_ID, PARTITION, REGION } from '../aws/account.ts';

/** What `Ref` and `Fn::GetAtt` answer for one resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Naming {
  readonly stackName: string;
  readonly logicalId: string;
  /** a resolved property, when the template gives it */
  property(name: string): string | undefined;
}

const arn = (service: string, resource: string, region = REGION, account = ACCOUNT_ID): string =>
  `arn:${PARTITION}:${service}:${region}:${account}:${resource}`;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** `<stack>-<logical id>`, shortened with a hash where the service's limit asks for it: stable from start to start. */
function physicalName({ stackName, logicalId }: Naming, limit: number): string {
  const name = `${stackName}-${logicalId}`;
  return name.length <= limit ? name : `${name.slice(0, limit - 9)}-${digest(name).toString('hex').slice(0, 8)}`;
}

/** A generated identifier as API Gateway and CloudFront give them, from the logical id, so that it is stable. */
function generatedId(naming: Naming, length: number): string {
  const number = BigInt(`0x${digest(`${naming.stackName}/${naming.logicalId}`).toString('hex')}`);
  return number.toString(36).slice(0, length);
}

const named = (naming: Naming, property: string, limit: number): string =>
  naming.property(property) ?? physicalName(naming, limit);

const identifier = (naming: Naming): Identity => {
  const id = generatedId(naming, 10);
  return { ref: id, attributes: { Id: id } };
};

function bucket(naming: Naming): Identity {
  const name = naming.property('BucketName') ?? physicalName(naming, 63).toLowerCase();
  return {
    ref: name,
    attributes: {
      Arn: `arn:${PARTITION}:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
    },
  };
}

function secret(naming: Naming): Identity {
  const id = arn('secretsmanager', `secret:${named(naming, 'Name', 512)}-${generatedId(naming, 6)}`);
  return { ref: id, attributes: { Id: id, Arn: id } };
}

function api(naming: Naming): Identity {
  const id = generatedId(naming, 10);
  const attributes = { ApiId: id, ApiEndpoint: `https://${id}.execute-api.${REGION}.amazonaws.com` };
  return { ref: id, attributes };
}

function distribution(naming: Naming): Identity {
  const id = `E${generatedId(naming, 13).toUpperCase()}`;
  const attributes = { Id: id, DomainName: `d${generatedId(naming, 13)}.cloudfront.net` };
  return { ref: id, attributes };
}

function edgeFunction(naming: Naming): Identity {
  const functionArn = `arn:${PARTITION}:cloudfront::${ACCOUNT_ID}:function/${named(naming, 'Name', 64)}`;
  return { ref: functionArn, attributes: { FunctionARN: functionArn } };
}

/** `Ref` is the name, `Arn` is built from it. */
const byName =
  (property: string, limit: number, toArn: (name: string) => string, extra: Readonly<Record<string, string>> = {}) =>
  (naming: Naming): Identity => {
    const name = named(naming, property, limit);
    return { ref: name, attributes: { Arn: toArn(name), ...extra } };
  };

/** `Ref` is the ARN. */
const byArn =
  (property: string, limit: number, toArn: (name: string) => string, nameAttribute: string) =>
  (naming: Naming): Identity => {
    const name = named(naming, property, limit);
    return { ref: toArn(name), attributes: { Arn: toArn(name), [nameAttribute]: name } };
  };

/** `Ref` and the attribute are the ARN. */
const ofBatch =
  (kind: string, type: string) =>
  (naming: Naming): Identity => {
    const id = arn('batch', `${kind}/${named(naming, `${type}Name`, 128)}`);
    return { ref: id, attributes: { [`${type}Arn`]: id } };
  };

const table = byName('TableName', 255, (name) => arn('dynamodb', `table/${name}`));

const identities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Stage': (naming) => ({ ref: named(naming, 'StageName', 128), attributes: {} }),
  'AWS::Batch::ComputeEnvironment': ofBatch('compute-environment', 'ComputeEnvironment'),
  'AWS::Batch::JobQueue': ofBatch('job-queue', 'JobQueue'),
  'AWS::CloudFront::Distribution': distribution,
  'AWS::CloudFront::Function': edgeFunction,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::EC2::SecurityGroup': (naming) => {
    const id = `sg-${generatedId(naming, 17)}`;
    return { ref: id, attributes: { GroupId: id } };
  },
  'AWS::Events::Rule': byName('Name', 64, (name) => arn('events', `rule/${name}`)),
  'AWS::IAM::Role': byName('RoleName', 64, (name) => arn('iam', `role/${name}`, '')),
  'AWS::IAM::ManagedPolicy': byArn('ManagedPolicyName', 128, (name) => arn('iam', `policy/${name}`, ''), 'PolicyName'),
  'AWS::Lambda::Function': byName('FunctionName', 64, (name) => arn('lambda', `function:${name}`)),
  'AWS::Logs::LogGroup': byName('LogGroupName', 512, (name) => arn('logs', `log-group:${name}:*`)),
  'AWS::S3::Bucket': bucket,
  'AWS::SecretsManager::Secret': secret,
  'AWS::SES::ConfigurationSet': byName('Name', 64, (name) => arn('ses', `configuration-set/${name}`)),
  'AWS::SES::EmailIdentity': byName('EmailIdentity', 320, (name) => arn('ses', `identity/${name}`)),
  'AWS::SNS::Topic': byArn('TopicName', 256, (name) => arn('sns', name), 'TopicName'),
  'AWS::SQS::Queue': (naming) => {
    const name = named(naming, 'QueueName', 80);
    const url = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`;
    return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::SSM::Parameter': byName('Name', 1011, (name) => arn('ssm', `parameter/${name.replace(/^\//, '')}`)),
  'AWS::StepFunctions::StateMachine': byArn(
    'StateMachineName',
    80,
    (name) => arn('states', `stateMachine:${name}`),
    'Name',
  ),
};

/** The identity of a resource; types without one of their own get a generated id. */
export function identify(type: string, naming: Naming): Identity {
  return (identities[type] ?? identifier)(naming);
}
