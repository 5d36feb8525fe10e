import type { Caller, Callers } from '../aws/caller.ts';
import { isLocalFunction } from '../template/coverage.ts';
import type { Stack } from '../template/stack.ts';
import type { AccessKey } from './keys.ts';
import { compilePolicy, decide, type Statement } from './policy.ts';
import { type Role, readRole } from './roles.ts';

/** Everybody who may sign requests to the local services. */
export interface LocalCallers extends Callers {
  /** the caller of one Lambda function, by logical id */
  ofFunction(logicalId: string): Caller;
  /** may do everything: the person who runs this machine, and tests */
  readonly operator: Caller;
  /** may use the mirror bucket and nothing else: the HMAC key of the stand-in for a Google Cloud Storage bucket */
  readonly mirror: Caller;
}

export interface CallerOptions {
  readonly stack: Stack;
  readonly keyOf: (owner: string) => AccessKey;
  readonly mirrorBucket: string;
}

/** One caller per Lambda function, with its role's permissions and its own key; the operator; the mirror. */
export function createCallers({ stack, keyOf, mirrorBucket }: CallerOptions): LocalCallers {
  const shared = bucketPolicies(stack);
  const functions = new Map<string, Caller>();
  for (const { logicalId, attributes, properties } of stack.ofType('AWS::Lambda::Function').filter(isLocalFunction)) {
    const assuming = { service: 'lambda.amazonaws.com', sourceArn: attributes['Arn'] ?? '' };
    const role = readRole(stack, properties['Role'], assuming);
    functions.set(logicalId, { ...keyOf(logicalId), name: logicalId, allows: allowsFor(role, shared) });
  }
  const operator: Caller = { ...keyOf('operator'), name: 'operator', allows: () => true };
  const mirrorArn = `arn:aws:s3:::${mirrorBucket}`;
  const mirror: Caller = {
    ...keyOf('mirror'),
    name: 'mirror',
    allows: (action, resource) =>
      action.startsWith('s3:') && (resource === mirrorArn || resource.startsWith(`${mirrorArn}/`)),
  };
  const byKey = new Map([...functions.values(), operator, mirror].map((caller) => [caller.accessKeyId, caller]));
  return {
    find: (accessKeyId) => byKey.get(accessKeyId),
    ofFunction: (logicalId) => {
      const caller = functions.get(logicalId);
      if (caller === undefined) throw new Error(`there is no function ${logicalId} in stack ${stack.name}`);
      return caller;
    },
    operator,
    mirror,
  };
}

/** The decision for everything that a role does: its own policies and the bucket policies together. */
export function allowsFor(role: Role, shared: readonly Statement[]): Caller['allows'] {
  const statements = [...role.statements, ...shared];
  return (action, resource, context = {}) =>
    decide(statements, {
      principal: { role: role.arn },
      action,
      resource,
      context: { 'aws:PrincipalArn': role.arn, ...context },
    }) === 'allowed';
}

/** The statements of all bucket policies; their `Resource` says which bucket each is about. */
export function bucketPolicies(stack: Stack): readonly Statement[] {
  return stack
    .ofType('AWS::S3::BucketPolicy')
    .flatMap(({ logicalId, properties }) => compilePolicy(properties['PolicyDocument'], `bucket policy ${logicalId}`));
}
