import { ACCOUNT_ID } from '../aws/account.ts';
import type { Resource, Stack } from '../template/stack.ts';
import { managedPolicy } from './managed.ts';
import { compilePolicy, decide, type Statement } from './policy.ts';

/** A role with everything that is attached to it. */
export interface Role {
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** Who runs with a role: the service that assumes it, for one function or state machine. */
export interface Assuming {
  readonly service: string;
  readonly sourceArn: string;
}

/** Collects a role's own, attached and managed policies; throws when the trust policy does not let it be assumed. */
export function readRole(stack: Stack, arn: unknown, assuming: Assuming): Role {
  const role = stack.ofType('AWS::IAM::Role').find((candidate) => candidate.attributes['Arn'] === arn);
  if (role === undefined) throw new Error(`role ${String(arn)} is not in stack ${stack.name}`);
  checkTrust(role, assuming);
  return {
    arn: String(arn),
    statements: [...ownPolicies(role), ...namedPolicies(stack, role), ...attachedPolicies(stack, role)],
  };
}

function ownPolicies(role: Resource): readonly Statement[] {
  const policies = (role.properties['Policies'] ?? []) as readonly { PolicyName: string; PolicyDocument: unknown }[];
  return policies.flatMap(({ PolicyName, PolicyDocument }) =>
    compilePolicy(PolicyDocument, `policy ${PolicyName} of role ${role.logicalId}`),
  );
}

function namedPolicies(stack: Stack, role: Resource): readonly Statement[] {
  const arns = (role.properties['ManagedPolicyArns'] ?? []) as readonly string[];
  return arns.flatMap((arn) => {
    const own = stack.ofType('AWS::IAM::ManagedPolicy').find(({ ref }) => ref === arn);
    const document = own?.properties['PolicyDocument'] ?? managedPolicy(arn, `role ${role.logicalId}`);
    return compilePolicy(document, `managed policy ${arn}`);
  });
}

function attachedPolicies(stack: Stack, role: Resource): readonly Statement[] {
  return stack
    .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => ((properties['Roles'] ?? []) as readonly string[]).includes(role.ref))
    .flatMap(({ logicalId, properties }) => compilePolicy(properties['PolicyDocument'], `policy ${logicalId}`));
}

function checkTrust(role: Resource, { service, sourceArn }: Assuming): void {
  const trust = compilePolicy(role.properties['AssumeRolePolicyDocument'], `trust policy of role ${role.logicalId}`);
  // A trust policy has no Resource: it is about the role that it belongs to.
  const decision = decide(
    trust.map((statement) => ({ ...statement, resource: () => true })),
    {
      principal: { service },
      action: 'sts:AssumeRole',
      resource: '*',
      context: { 'aws:SourceAccount': ACCOUNT_ID, 'aws:SourceArn': sourceArn },
    },
  );
  if (decision !== 'allowed') throw new Error(`role ${role.logicalId} may not be assumed by ${service}`);
}
