import { type App, type CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { FUNCTIONS, type FunctionSpec } from './functions.ts';
import type { Options } from './options.ts';

interface Acknowledged {
  rule: string;
  /** construct below the stack; the rule is acknowledged for it and what is inside it */
  at: string;
  reason: string;
}

/** The construct of the CDK's function that fills buckets; the hash is the CDK's own and the same everywhere. */
const BUCKET_DEPLOYMENT = 'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C';

/** Every finding of the rule packs that we live with, and why. Any other finding fails the synthesis. */
const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-APIG4',
    at: 'Api',
    reason:
      'Doors authenticate callers themselves, in one read: each refuses in the error shape that its clients expect, ' +
      'and takes tokens that can be revoked at once. An authorizer could do neither.',
  },
  {
    rule: 'AwsSolutions-S1',
    at: 'WebBucket',
    reason: 'It holds the dashboard, which is public; only CloudFront reads it.',
  },
  ...[
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'].map(
      (name) => `AwsSolutions-IAM5[Action::s3:${name}*]`,
    ),
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
    'AwsSolutions-L1',
    'Serverless-LambdaDLQ',
    'Serverless-LambdaLatestVersion',
    'Serverless-LambdaTracing',
  ].map((rule) => ({
    rule,
    at: BUCKET_DEPLOYMENT,
    reason:
      'The CDK’s own function, which copies the dashboard into its bucket while the stack is deployed: it reads the ' +
      'CDK’s assets, writes this one bucket, and nothing calls it afterwards.',
  })),
  ...['UploadBucket', 'ReleaseBucket'].map((at) => ({
    rule: 'AwsSolutions-S1',
    at,
    reason:
      'Every pre-signed URL is issued by a door, whose requests are logged. Server access logs cost storage while idle; ' +
      'an owner who needs them turns them on for the bucket.',
  })),
  {
    rule: 'AwsSolutions-CFR3',
    at: 'Distribution',
    reason: 'API Gateway logs every request but those for open files, which are public.',
  },
  {
    rule: 'AwsSolutions-CFR4',
    at: 'Distribution',
    reason:
      'Without a domain of its own the distribution has the certificate of cloudfront.net, whose protocol versions ' +
      'AWS sets. With a domain TLS 1.2 is the least.',
  },
  { rule: 'AwsSolutions-CFR1', at: 'Distribution', reason: 'Submitters may be anywhere.' },
  {
    rule: 'AwsSolutions-CFR2',
    at: 'Distribution',
    reason: 'A web ACL costs 5 USD a month while idle. API Gateway throttles, and sign-in attempts are counted.',
  },
  ...['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'].map((rule) => ({
    rule,
    at: 'UndeliveredEvents',
    reason: 'This queue is the end of the line: it holds what others gave up, and an alarm watches it.',
  })),
  {
    rule: 'Serverless-LambdaDLQ',
    at: 'Functions',
    reason:
      'Functions that events start have an on-failure destination, which keeps the event and the error; the others are ' +
      'invoked by callers that see the error.',
  },
  {
    rule: 'Serverless-LambdaStarPermissions',
    at: 'Functions',
    reason:
      'The wildcards are key patterns, execution names and X-Ray, each acknowledged by itself for AwsSolutions-IAM5.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'Functions',
    reason: 'X-Ray, and looking at jobs of Batch: their actions have no resource to name.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    at: 'IngestRole',
    reason: 'X-Ray and the delivery of logs by Step Functions: their actions have no resource to name.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:Waybill-ingest:*]',
    at: 'Functions',
    reason: 'Executions of this one state machine; their names are made at run time.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:waybill-task-*]',
    at: 'Functions',
    reason: 'Functions that an owner has made to be tasks of jobs, by their prefix.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
    at: 'Functions',
    reason:
      'Mail from the one address in the condition; SES also asks for the recipient’s identity while in its sandbox.',
  },
];

const account = (service: string, resource: string): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;

/** What is known of jobs only at run time; nothing of it where jobs are switched off. */
const ACKNOWLEDGED_OF_JOBS: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-VPC7',
    at: 'Jobs',
    reason:
      'Nothing in the network can be reached from outside. Flow logs cost; an owner who needs them turns them on.',
  },
  ...['job-definition/Waybill-*', 'job-definition/Waybill-*:*', 'job/*'].map((resource) => ({
    rule: `AwsSolutions-IAM5[Resource::${account('batch', resource)}]`,
    at: 'Functions',
    reason: 'Job definitions of this stack, and jobs: both are made at run time.',
  })),
];

/** Runs the rule packs when the stack is synthesized, and warns of what they cannot know. */
export function addChecks(app: App, stack: Stack, options: Options): void {
  warnOfExampleSender(stack, options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const ofJobs = options.jobs.enabled ? ACKNOWLEDGED_OF_JOBS : [];
  for (const { rule, at, reason } of [...ACKNOWLEDGED, ...ofJobs, ...keyPatterns(stack), webObjects(stack)]) {
    Validations.of(stack.node.findChild(at)).acknowledge({ id: rule, reason });
  }
}

const bucketName = (stack: Stack, id: string): string =>
  String(stack.resolve(stack.getLogicalId((stack.node.findChild(id) as Bucket).node.defaultChild as CfnElement)));

function webObjects(stack: Stack): Acknowledged {
  const rule = `AwsSolutions-IAM5[Resource::<${bucketName(stack, 'WebBucket')}.Arn>/*]`;
  return { rule, at: BUCKET_DEPLOYMENT, reason: 'The dashboard is all that this bucket holds.' };
}

/** One acknowledgement for each key pattern that the catalogue names, and for no other. */
function keyPatterns(stack: Stack): Acknowledged[] {
  const reason = 'Keys are made at run time. infra/functions.ts limits each function to the prefixes that it needs.';
  const grants = Object.values(FUNCTIONS).flatMap(({ objects = [] }: FunctionSpec) => objects);
  const patterns = grants.flatMap(({ bucket, keys = [] }) => {
    const id = bucket === 'upload' ? 'UploadBucket' : 'ReleaseBucket';
    const name = bucketName(stack, id);
    return keys.map((key) => `AwsSolutions-IAM5[Resource::<${name}.Arn>/${key}]`);
  });
  return [...new Set(patterns)].map((rule) => ({ rule, at: 'Functions', reason }));
}

function warnOfExampleSender(stack: Stack, { mailSender }: Options): void {
  if (!mailSender.endsWith('@example.org')) return;
  const message = `No mail can be sent from ${mailSender}. Set "mailSender" in cdk.json to an address of yours before you deploy.`;
  Validations.of(stack).addWarning('waybill:mailSender', message);
}
