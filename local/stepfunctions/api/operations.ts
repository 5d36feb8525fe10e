import { ServiceError } from '../../aws/service-error.ts';
import type { ApiContext } from './context.ts';
import { describeExecution, getExecutionHistory, listExecutions, stopExecution } from './executions.ts';
import { describeStateMachine } from './machines.ts';
import { startExecution } from './start-execution.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './tasks.ts';

const OPERATIONS: Readonly<Record<string, (context: ApiContext, body: unknown) => object>> = {
  StartExecution: startExecution,
  DescribeExecution: describeExecution,
  ListExecutions: listExecutions,
  StopExecution: stopExecution,
  GetExecutionHistory: getExecutionHistory,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  DescribeStateMachine: describeStateMachine,
};

/** `target` is the X-Amz-Target header. @throws ServiceError */
export function callOperation(target: string | string[] | undefined, context: ApiContext, body: unknown): object {
  const name = /^AWSStepFunctions\.(\w+)$/.exec(String(target ?? ''))?.[1] ?? '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    const message = `${String(target ?? 'A request without X-Amz-Target')} is not implemented by the local Step Functions service`;
    throw new ServiceError(501, 'NotImplemented', message);
  }
  return operation(context, body);
}
