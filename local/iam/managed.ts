/** AWS-managed policies that a role may name, as AWS publishes them. */
const MANAGED_POLICIES: Readonly<Record<string, unknown>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': allow([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]),
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess': allow([
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ]),
};

/** The document of an AWS-managed policy; throws when it is not one of those above. */
export function managedPolicy(arn: string, where: string): unknown {
  const policy = MANAGED_POLICIES[arn];
  if (policy === undefined) throw new Error(`${where}: managed policy ${arn} is not known to the local run`);
  return policy;
}

function allow(actions: readonly string[]): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
