import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { operatorOf } from './operator.ts';

/** The states that a submission's first execution has entered so far, in order: what Step Functions charges for. */
export async function statesEntered(directory: string, id: string): Promise<string[]> {
  const operator = operatorOf(directory);
  const client = new SFNClient(operator.client('SFN'));
  const machine = operator.nameOf('AWS::StepFunctions::StateMachine', 'Ingest');
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${id}-1`;
  const names: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
    for (const { stateEnteredEventDetails: entered } of events) {
      if (entered?.name !== undefined) names.push(entered.name);
    }
  }
  return names;
}
