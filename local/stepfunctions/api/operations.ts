import { ApiError } from './api-error.ts';
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

/** `target` is the X-Amz-Target header. @throws ApiError */
export function callOperation(target: string | undefined, context: ApiContext, body: unknown): object {
  const name = /^AWSStepFunctions\.(\w+)$/.exec(target ?? '')?.[1] ?? '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    const message = `${target ?? 'A request without X-Amz-Target'} is not implemented by the local Step Functions service`;
    throw new ApiError('NotImplemented', message, 501);
  }
  return operation(context, body);
}
