import type { Json, JsonObject } from './json.ts';

/** What the context object says about the execution as a whole. Times are ISO 8601 with milliseconds, UTC. */
export interface ExecutionFacts {
  readonly executionArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly startTime: string;
  readonly input: Json;
  readonly machineArn: string;
  readonly machineName: string;
}

export interface StateFacts {
  readonly name: string;
  readonly enteredTime: string;
  readonly retryCount: number;
  /** present inside a Map's iterations and in its ItemSelector */
  readonly item?: { readonly index: number; readonly value: Json } | undefined;
  /** present in a Task that waits for its token */
  readonly taskToken?: string | undefined;
}

/** The context object that paths beginning with `$$` read. */
export function contextObject(execution: ExecutionFacts, state: StateFacts): JsonObject {
  return {
    Execution: {
      Id: execution.executionArn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: execution.startTime,
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: { Name: state.name, EnteredTime: state.enteredTime, RetryCount: state.retryCount },
    ...(state.item && { Map: { Item: { Index: state.item.index, Value: state.item.value } } }),
    ...(state.taskToken !== undefined && { Task: { Token: state.taskToken } }),
  };
}
