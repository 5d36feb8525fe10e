import { readDefinition } from '../machine.ts';
import { type ApiContext, findMachine } from './context.ts';
import { DescribeStateMachine, parseRequest } from './requests.ts';

export function describeStateMachine(context: ApiContext, body: unknown): object {
  const request = parseRequest(DescribeStateMachine, body);
  const machine = findMachine(context, 'DescribeStateMachine', request.stateMachineArn);
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    type: 'STANDARD',
    definition:
      request.includedData === 'METADATA_ONLY' ? '{}' : JSON.stringify(readDefinition(machine, machine.current)),
    roleArn: machine.roleArn,
    creationDate: machine.createdAt / 1000,
    revisionId: machine.current,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}
