import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type AlsoName, type FunctionSpec, LISTS, type ObjectGrant, type StatesAction } from '../functions.ts';

/** ARNs that the catalogue's grants are about. */
export interface Resources {
  tableArn: string;
  buckets: Readonly<Record<ObjectGrant['bucket'], string>>;
  stateMachineArn: string;
  /** pattern of every execution of the state machine */
  executionArns: string;
  eventBusArn: string;
  /** pattern of the SES identities of the account, and the one address that mail is sent from */
  mailIdentityArns: string;
  mailSender: string;
  /** absent where no mirror is configured */
  mirrorSecretArn?: string;
  /** pattern of the functions that are tasks of jobs: any of the account with the prefix */
  taskFunctionArns: string;
  /** absent where jobs are switched off */
  jobs?: JobResources;
}

export interface JobResources {
  queueArns: readonly string[];
  /** patterns of every job definition of this deployment, with and without its revision */
  definitionArns: readonly string[];
  /** pattern of every job */
  jobArns: string;
  executionRoleArn: string;
  logGroupArn: string;
}

const READ = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'].map((name) => `dynamodb:${name}`);
const WRITE = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'].map((name) => `dynamodb:${name}`);

/** Everything that a function's catalogue entry lets it do, as IAM statements. */
export function statementsFor(spec: FunctionSpec, resources: Resources): PolicyStatement[] {
  return [
    ...tableStatements(spec.table ?? {}, resources.tableArn),
    ...(spec.objects ?? []).map((grant) => objectStatement(grant, resources.buckets[grant.bucket])),
    ...stateStatements(spec.states ?? [], resources),
    ...(spec.also ?? []).flatMap((name) => ALSO[name](resources)),
  ];
}

function tableStatements(table: NonNullable<FunctionSpec['table']>, tableArn: string): PolicyStatement[] {
  const { read = [], change = [], lists = [] } = table;
  return [
    ...partitions(READ, tableArn, [...read, ...change].toSorted()),
    ...partitions(WRITE, tableArn, change),
    ...lists.flatMap((name) =>
      partitions(['dynamodb:Query'], `${tableArn}/index/${LISTS[name].index}`, LISTS[name].partitions),
    ),
  ];
}

/** Only item actions: they always carry their partition key, which Scan would not. */
function partitions(actions: string[], arn: string, keys: readonly string[]): PolicyStatement[] {
  if (keys.length === 0) return [];
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
  return [new PolicyStatement({ actions, resources: [arn], conditions })];
}

function objectStatement({ actions, keys }: ObjectGrant, bucketArn: string): PolicyStatement {
  const resources = keys === undefined ? [bucketArn] : keys.map((key) => `${bucketArn}/${key}`);
  return new PolicyStatement({ actions: [...actions], resources });
}

function stateStatements(actions: readonly StatesAction[], resources: Resources): PolicyStatement[] {
  const onExecutions = actions.filter((action) => action.endsWith('Execution') && action !== 'states:StartExecution');
  const onMachine = actions.filter((action) => !onExecutions.includes(action));
  return [...statement(onMachine, resources.stateMachineArn), ...statement(onExecutions, resources.executionArns)];
}

const ALSO: Readonly<Record<AlsoName, (resources: Resources) => PolicyStatement[]>> = {
  putEvents: ({ eventBusArn }) => statement(['events:PutEvents'], eventBusArn),
  // SendEmail with raw content is authorised as SendRawEmail. SES asks for the permission on the sender's identity (its
  // address or its domain, whichever it finds) and, in the sandbox, on the recipient's: so the address is what limits it.
  sendMail: ({ mailIdentityArns, mailSender }) => [
    new PolicyStatement({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [mailIdentityArns],
      conditions: { StringEquals: { 'ses:FromAddress': mailSender } },
    }),
  ],
  readMirrorSecret: ({ mirrorSecretArn }) => statement(['secretsmanager:GetSecretValue'], mirrorSecretArn),
  // A job definition names the role that its containers are started with; the condition lets no other service have it.
  registerTasks: ({ jobs }) =>
    jobs === undefined
      ? []
      : [
          new PolicyStatement({ actions: ['batch:RegisterJobDefinition'], resources: [...jobs.definitionArns] }),
          new PolicyStatement({
            actions: ['iam:PassRole'],
            resources: [jobs.executionRoleArn],
            conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ],
  startTasks: ({ jobs, taskFunctionArns }) => [
    ...statement(['lambda:InvokeFunction'], taskFunctionArns),
    ...(jobs === undefined
      ? []
      : [
          new PolicyStatement({
            actions: ['batch:SubmitJob'],
            resources: [...jobs.queueArns, ...jobs.definitionArns],
          }),
          new PolicyStatement({ actions: ['batch:ListJobs'], resources: ['*'] }),
        ]),
  ],
  seeToJobs: ({ jobs }) =>
    jobs === undefined
      ? []
      : [
          new PolicyStatement({ actions: ['batch:DescribeJobs'], resources: ['*'] }),
          new PolicyStatement({ actions: ['logs:GetLogEvents'], resources: [jobs.logGroupArn] }),
        ],
  endJobs: ({ jobs }) => statement(['batch:TerminateJob'], jobs?.jobArns),
};

function statement(actions: readonly string[], resource: string | undefined): PolicyStatement[] {
  if (actions.length === 0 || resource === undefined) return [];
  return [new PolicyStatement({ actions: [...actions], resources: [resource] })];
}
