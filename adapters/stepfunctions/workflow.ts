import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { executionName, type Submission } from '../../domain/submission/submission.ts';

const client = new SFNClient({});

/** The state of one execution as Step Functions tells it; `NONE` where it was never started. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'NONE';

type Attempt = Pick<Submission, 'id' | 'attempt'>;

const executionArn = (stateMachineArn: string, attempt: Attempt): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName(attempt)}`;

/**
 * Starts the state machine for one attempt of a submission. The execution's name is the attempt's, so that starting it
 * again, by a retry or by the sweeper, starts nothing a second time.
 */
export async function startIngest(
  stateMachineArn: string,
  attempt: Attempt,
  uploadDeadlineSeconds: number,
): Promise<void> {
  const input = { submissionId: attempt.id, attempt: attempt.attempt, uploadDeadlineSeconds };
  try {
    await client.send(
      new StartExecutionCommand({ stateMachineArn, name: executionName(attempt), input: JSON.stringify(input) }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

export async function executionStatus(stateMachineArn: string, attempt: Attempt): Promise<ExecutionStatus> {
  try {
    const answer = await client.send(
      new DescribeExecutionCommand({ executionArn: executionArn(stateMachineArn, attempt) }),
    );
    return answer.status ?? 'NONE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return 'NONE';
    throw error;
  }
}

export async function stopIngest(stateMachineArn: string, attempt: Attempt, cause: string): Promise<void> {
  try {
    await client.send(
      new StopExecutionCommand({ executionArn: executionArn(stateMachineArn, attempt), error: 'Cancelled', cause }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionDoesNotExist)) throw error;
  }
}

/** Wakes a waiting execution. One that no longer waits has been woken, stopped, or timed out: nothing to do. */
export async function wake(taskToken: string): Promise<void> {
  await unlessOver(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
}

/** Makes the state that waits fail; its Retry and Catch decide what follows. */
export async function failTask(taskToken: string, error: string, cause: string): Promise<void> {
  // Step Functions takes 32,768 characters
  await unlessOver(client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, 2000) })));
}

async function unlessOver(sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    const over = error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
    if (!over) throw error;
  }
}
