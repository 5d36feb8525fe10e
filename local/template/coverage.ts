import type { Assembly, TemplateResource } from './assembly.ts';
import type { Resource } from './stack.ts';

/**
 * What the local run does with each resource type, property by property. A type or property on neither list stops
 * the start: an unknown one could change what the deployed service does, and the local run would not show it.
 */
interface Coverage {
  /** properties that are played */
  readonly played: readonly string[];
  /** properties that change nothing here: names, descriptions, tags, capacity, logging, encryption at rest */
  readonly without?: readonly string[];
}

const COVERAGE: Readonly<Record<string, Coverage>> = {
  'AWS::ApiGatewayV2::Api': {
    played: ['CorsConfiguration', 'DisableExecuteApiEndpoint', 'ProtocolType'],
    without: ['Name', 'Description', 'Tags'],
  },
  'AWS::ApiGatewayV2::Integration': {
    played: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
    without: ['Description', 'IntegrationMethod'],
  },
  'AWS::ApiGatewayV2::Route': {
    played: ['ApiId', 'AuthorizationType', 'RouteKey', 'Target'],
    without: ['OperationName'],
  },
  'AWS::ApiGatewayV2::Stage': {
    played: ['ApiId', 'DefaultRouteSettings', 'RouteSettings', 'StageName'],
    without: ['AccessLogSettings', 'AutoDeploy', 'Description', 'Tags'],
  },
  'AWS::Batch::ComputeEnvironment': {
    played: ['ComputeResources', 'Type'],
    without: ['ReplaceComputeEnvironment', 'Tags'],
  },
  // the time limits are for what a job waits for in AWS: there is always room here, one day
  'AWS::Batch::JobQueue': {
    played: ['ComputeEnvironmentOrder', 'Priority'],
    without: ['JobStateTimeLimitActions', 'Tags'],
  },
  'AWS::CloudFront::Distribution': { played: ['DistributionConfig'], without: ['Tags'] },
  'AWS::CloudFront::Function': { played: ['FunctionCode', 'Name'], without: ['AutoPublish', 'FunctionConfig'] },
  'AWS::CloudFront::OriginAccessControl': { played: ['OriginAccessControlConfig'] },
  'AWS::CloudFront::OriginRequestPolicy': { played: ['OriginRequestPolicyConfig'] },
  'AWS::CloudFront::ResponseHeadersPolicy': { played: ['ResponseHeadersPolicyConfig'] },
  'AWS::DynamoDB::GlobalTable': {
    played: ['AttributeDefinitions', 'GlobalSecondaryIndexes', 'KeySchema', 'TableName', 'TimeToLiveSpecification'],
    without: ['BillingMode', 'Replicas', 'SSESpecification', 'WarmThroughput', 'WriteOnDemandThroughputSettings'],
  },
  'AWS::DynamoDB::Table': {
    played: ['AttributeDefinitions', 'GlobalSecondaryIndexes', 'KeySchema', 'TableName', 'TimeToLiveSpecification'],
    without: [
      'BillingMode',
      'ContributorInsightsSpecification',
      'DeletionProtectionEnabled',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'TableClass',
      'Tags',
    ],
  },
  'AWS::Events::Rule': {
    played: ['EventBusName', 'EventPattern', 'Name', 'ScheduleExpression', 'State', 'Targets'],
    without: ['Description', 'Tags'],
  },
  'AWS::IAM::ManagedPolicy': {
    played: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
    without: ['Description', 'Path'],
  },
  'AWS::IAM::Policy': { played: ['PolicyDocument', 'Roles'], without: ['PolicyName'] },
  'AWS::IAM::Role': {
    played: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'RoleName'],
    without: ['Description', 'MaxSessionDuration', 'Tags'],
  },
  'AWS::Lambda::EventInvokeConfig': {
    played: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
  },
  'AWS::Lambda::Function': {
    played: [
      'Code',
      'DeadLetterConfig',
      'Environment',
      'FunctionName',
      'Handler',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    without: [
      'Architectures',
      'Description',
      'EphemeralStorage',
      'LoggingConfig',
      'PackageType',
      'Tags',
      'TracingConfig',
    ],
  },
  'AWS::Lambda::Permission': {
    played: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  },
  'AWS::S3::Bucket': {
    played: [
      'BucketName',
      'CorsConfiguration',
      'LifecycleConfiguration',
      'NotificationConfiguration',
      'VersioningConfiguration',
    ],
    without: [
      'BucketEncryption',
      'IntelligentTieringConfigurations',
      'LoggingConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
    ],
  },
  'AWS::S3::BucketPolicy': { played: ['Bucket', 'PolicyDocument'] },
  'AWS::SES::EmailIdentity': {
    played: ['EmailIdentity'],
    without: ['ConfigurationSetAttributes', 'DkimAttributes', 'FeedbackAttributes', 'MailFromAttributes'],
  },
  'AWS::SQS::Queue': {
    played: ['QueueName'],
    without: ['KmsMasterKeyId', 'MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Tags', 'VisibilityTimeout'],
  },
  'AWS::SecretsManager::Secret': {
    played: ['GenerateSecretString', 'Name', 'SecretString'],
    without: ['Description', 'Tags'],
  },
  'AWS::StepFunctions::StateMachine': {
    played: ['DefinitionString', 'DefinitionSubstitutions', 'RoleArn', 'StateMachineName', 'StateMachineType'],
    without: ['LoggingConfiguration', 'Tags', 'TracingConfiguration'],
  },
  'Custom::CDKBucketDeployment': {
    played: ['DestinationBucketName', 'SourceObjectKeys', 'SystemMetadata'],
    without: [
      'OutputObjectKeys',
      'Prune',
      'RetainOnDelete',
      'ServiceToken',
      'SourceBucketNames',
      'WaitForDistributionInvalidation',
    ],
  },
  'Custom::S3BucketNotifications': {
    played: ['BucketName', 'NotificationConfiguration'],
    without: ['Managed', 'ServiceToken', 'SkipDestinationValidation'],
  },
};

/** Types that have no local effect, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'AWS::ApplicationInsights::Application': 'monitoring of the deployed service',
  'AWS::Budgets::Budget': 'watches what an account spends',
  'AWS::CDK::Metadata': 'usage statistics of the CDK',
  'AWS::CertificateManager::Certificate': 'the local site speaks plain HTTP on the loopback interface',
  'AWS::CloudFront::CachePolicy': 'the local site does not cache',
  'AWS::CloudWatch::Alarm': 'watches metrics, which the local run does not keep',
  'AWS::CloudWatch::CompositeAlarm': 'watches metrics, which the local run does not keep',
  'AWS::CloudWatch::Dashboard': 'shows metrics, which the local run does not keep',
  'AWS::Lambda::LayerVersion': 'belongs to a function of the CDK that fills buckets, which the local run does itself',
  'AWS::EC2::InternetGateway': 'jobs run on this machine, in its network',
  'AWS::EC2::Route': 'jobs run on this machine, in its network',
  'AWS::EC2::RouteTable': 'jobs run on this machine, in its network',
  'AWS::EC2::SecurityGroup': 'jobs run on this machine, in its network',
  'AWS::EC2::Subnet': 'jobs run on this machine, in its network',
  'AWS::EC2::SubnetRouteTableAssociation': 'jobs run on this machine, in its network',
  'AWS::EC2::VPC': 'jobs run on this machine, in its network',
  'AWS::EC2::VPCEndpoint': 'jobs run on this machine, in its network',
  'AWS::EC2::VPCGatewayAttachment': 'jobs run on this machine, in its network',
  'AWS::Logs::LogGroup': 'logs are files in the data folder',
  'AWS::Logs::MetricFilter': 'makes metrics, which the local run does not keep',
  'AWS::Logs::ResourcePolicy': 'logs are files in the data folder',
  'AWS::Route53::RecordSet': 'the local site has no name of its own',
  'AWS::S3::StorageLens': 'reports on storage use',
  'AWS::SES::ConfigurationSet': 'mail is written to files; there is no reputation to track',
  'AWS::SES::ConfigurationSetEventDestination': 'mail is written to files; there are no bounces',
  'AWS::SNS::Subscription': 'carries alarms, which the local run does not raise',
  'AWS::SNS::Topic': 'carries alarms, which the local run does not raise',
  'AWS::SNS::TopicPolicy': 'carries alarms, which the local run does not raise',
  'AWS::SQS::QueuePolicy': 'dead letters are written by the local run itself',
  'AWS::XRay::Group': 'traces are not collected',
};

/** Throws one error that lists every type and property of the template that the local run does not know. */
export function checkCoverage({ template, stackName }: Assembly): void {
  const problems = Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
    unknownParts(logicalId, resource),
  );
  if (problems.length === 0) return;
  throw new Error(
    `The local run does not know these parts of stack ${stackName}:\n  ${problems.join('\n  ')}\n` +
      'Teach it in local/ or say in local/template/coverage.ts why they have no local effect.',
  );
}

function unknownParts(logicalId: string, resource: TemplateResource): string[] {
  if (resource.Type in WITHOUT_EFFECT) return [];
  const coverage = COVERAGE[resource.Type];
  if (coverage === undefined) return [`${logicalId}: resource type ${resource.Type}`];
  if (isCustomResourceProvider(resource.Type, resource.Properties)) return [];
  const known = new Set([...coverage.played, ...(coverage.without ?? [])]);
  return Object.keys(resource.Properties ?? {})
    .filter((property) => !known.has(property))
    .map((property) => `${logicalId}: property ${property} of ${resource.Type}`);
}

/**
 * The CDK's own functions carry out `Custom::` resources while a stack is deployed; nothing calls them afterwards, and
 * the local run does their work itself. Their code stands in the template as text, or is in Python.
 */
function isCustomResourceProvider(type: string, properties: Readonly<Record<string, unknown>> = {}): boolean {
  const code = properties['Code'] as { ZipFile?: unknown } | undefined;
  const inPython = String(properties['Runtime']).startsWith('python');
  return type === 'AWS::Lambda::Function' && (code?.ZipFile !== undefined || inPython);
}

/** Whether a function of the template runs locally. */
export function isLocalFunction(resource: Resource): boolean {
  return !isCustomResourceProvider(resource.type, resource.properties);
}
