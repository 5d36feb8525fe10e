import { createRequire } from 'node:module';
import type { FunctionSpec } from '../../infra/functions.ts';

/** IAM actions, any of which lets an SDK command through; `undefined`: the command needs none. */
const ACTIONS: Readonly<Record<string, readonly string[] | undefined>> = {
  'batch:DescribeJobs': ['seeToJobs'],
  'batch:ListJobs': ['startTasks'],
  'batch:RegisterJobDefinition': ['registerTasks'],
  'batch:SubmitJob': ['startTasks'],
  'batch:TerminateJob': ['endJobs'],
  'cloudwatch-logs:GetLogEvents': ['seeToJobs'],
  'dynamodb:BatchGetItem': ['table.read'],
  'dynamodb:BatchWriteItem': ['table.change'],
  'dynamodb:DeleteItem': ['table.change'],
  'dynamodb:GetItem': ['table.read'],
  'dynamodb:PutItem': ['table.change'],
  'dynamodb:Query': ['table.read', 'index'],
  'dynamodb:TransactGetItems': ['table.read'],
  'dynamodb:TransactWriteItems': ['table.change'],
  'dynamodb:UpdateItem': ['table.change'],
  'eventbridge:PutEvents': ['putEvents'],
  'lambda:Invoke': ['startTasks'],
  's3:AbortMultipartUpload': ['s3:AbortMultipartUpload'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:CopyObject': ['s3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:DeleteObject': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:HeadObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  's3:PutObject': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:UploadPartCopy': ['s3:PutObject'],
  'secrets-manager:GetSecretValue': ['readMirrorSecret'],
  'sesv2:SendEmail': ['sendMail'],
  'sfn:DescribeExecution': ['states:DescribeExecution'],
  'sfn:SendTaskFailure': ['states:SendTaskFailure'],
  'sfn:SendTaskSuccess': ['states:SendTaskSuccess'],
  'sfn:StartExecution': ['states:StartExecution'],
  'sfn:StopExecution': ['states:StopExecution'],
};

/** Commands that clients bring along: endpoint discovery, S3 Express, and the paginator of the document client. */
const BROUGHT_ALONG = new Set(['dynamodb:DescribeEndpoints', 'dynamodb:Scan', 's3:CreateSession']);

/** SDK commands that are left in a bundle, e.g. `s3:GetObject`: what its code can call. */
export function commandsIn(inputs: Readonly<Record<string, { bytesInOutput: number }>>): string[] {
  const commands = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
    const [, client, command] = /@aws-sdk\/client-([^/]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    return bytesInOutput > 0 && client !== undefined ? [`${client}:${command}`] : [];
  });
  return commands.filter((command) => !BROUGHT_ALONG.has(command));
}

/** What a catalogue entry grants, in the words of the table above. */
export function grantedBy({ table = {}, objects = [], states = [], also = [] }: FunctionSpec): Set<string> {
  const { read = [], change = [], lists = [] } = table;
  return new Set([
    ...(read.length + change.length > 0 ? ['table.read'] : []),
    ...(change.length > 0 ? ['table.change'] : []),
    ...(lists.length > 0 ? ['index'] : []),
    ...objects.flatMap(({ actions }) => actions),
    ...states,
    ...also,
  ]);
}

export const actionsFor = (command: string): readonly string[] => ACTIONS[command] ?? [`nothing known of ${command}`];

/** Kind, namespace, name and traits of a schema of the SDK; then an operation's input and output, or members' names and schemas. */
type Shape = readonly unknown[];

const UNION = 4;

/** Behind a member lies its schema, or a function that gives it, or either with traits of the member's own. */
function shapeOf(schema: unknown): Shape {
  const shape: unknown = typeof schema === 'function' ? schema() : schema;
  if (!Array.isArray(shape)) return [];
  return typeof shape[0] === 'number' ? shape : shapeOf(shape[0]);
}

function isEventStream(member: unknown): boolean {
  const [kind, , , traits] = shapeOf(member);
  return kind === UNION && (traits as { streaming?: number } | undefined)?.streaming === 1;
}

/** Does the command send events, or is it answered with them? */
export function hasEventStream(command: string): boolean {
  const [client, name] = command.split(':');
  const sdk = createRequire(import.meta.url)(`@aws-sdk/client-${client}`) as Record<
    string,
    new (
      input: object,
    ) => object
  >;
  const Command = sdk[`${name}Command`];
  if (Command === undefined) throw new Error(`The SDK has no command ${command}.`);
  const { schema } = new Command({}) as { schema: Shape };
  return schema.slice(4, 6).some((side) => {
    const members = shapeOf(side)[5];
    return Array.isArray(members) && members.some(isEventStream);
  });
}
