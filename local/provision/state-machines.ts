import { allowsFor, bucketPolicies } from '../iam/callers.ts';
import { readRole } from '../iam/roles.ts';
import type { MachineOptions } from '../stepfunctions/machine.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** Reads the state machines of a stack, with their definitions substituted and their roles. */
export function readStateMachines(stack: Stack): readonly MachineOptions[] {
  return stack.ofType('AWS::StepFunctions::StateMachine').map((resource) => {
    const { logicalId, ref: arn, attributes, properties } = resource;
    const type = properties['StateMachineType'] ?? 'STANDARD';
    if (type !== 'STANDARD') throw new Error(`state machine ${logicalId}: the local run only plays STANDARD machines`);
    const role = readRole(stack, properties['RoleArn'], { service: 'states.amazonaws.com', sourceArn: arn });
    return {
      arn,
      name: attributes['Name'] ?? '',
      definition: readDefinition(resource),
      type,
      // Step Functions calls functions itself, so this caller never signs anything.
      roleCaller: {
        name: logicalId,
        accessKeyId: '',
        secretAccessKey: '',
        allows: allowsFor(role, bucketPolicies(stack)),
      },
    };
  });
}

function readDefinition({ logicalId, properties }: Resource): object {
  const { DefinitionString } = properties;
  if (typeof DefinitionString !== 'string')
    throw new Error(`state machine ${logicalId}: its definition must be inline`);
  const values = (properties['DefinitionSubstitutions'] ?? {}) as Readonly<Record<string, string>>;
  const substituted = DefinitionString.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`state machine ${logicalId}: nothing is substituted for \${${name}}`);
    return value;
  });
  return JSON.parse(substituted) as object;
}
