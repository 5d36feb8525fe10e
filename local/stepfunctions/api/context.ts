import type { Caller } from '../../aws/caller.ts';
import { accessDenied, ServiceError } from '../../aws/service-error.ts';
import type { World } from '../executions/world.ts';
import type { Entry } from '../journal/catalogue.ts';
import { executionArn, type Machine } from '../machine.ts';

/** What every operation gets. */
export interface ApiContext {
  readonly caller: Caller;
  /** by ARN */
  readonly machines: ReadonlyMap<string, Machine>;
  readonly world: World;
}

/** @throws ServiceError AccessDeniedException */
export function authorize(context: ApiContext, operation: string, resource: string): void {
  const action = `states:${operation}`;
  if (context.caller.allows(action, resource)) return;
  throw accessDenied(context.caller.name, action, resource);
}

/** @throws ServiceError InvalidArn, AccessDeniedException, StateMachineDoesNotExist */
export function findMachine(context: ApiContext, operation: string, arn: string): Machine {
  if (!/^arn:aws:states:[^:]*:\d*:stateMachine:./.test(arn))
    throw new ServiceError(400, 'InvalidArn', `Invalid Arn: '${arn}'`);
  authorize(context, operation, arn);
  const machine = context.machines.get(arn);
  if (machine === undefined) {
    throw new ServiceError(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }
  return machine;
}

export interface FoundExecution {
  readonly machine: Machine;
  readonly entry: Entry;
  readonly arn: string;
}

/** @throws ServiceError InvalidArn, AccessDeniedException, ExecutionDoesNotExist */
export function findExecution(context: ApiContext, operation: string, arn: string): FoundExecution {
  const parts = /^(arn:aws:states:[^:]*:\d*):execution:([^:]+):([^:]+)$/.exec(arn);
  if (parts === null) throw new ServiceError(400, 'InvalidArn', `Invalid Arn: '${arn}'`);
  authorize(context, operation, arn);
  const [, prefix, machineName, name = ''] = parts;
  const machine = context.machines.get(`${prefix}:stateMachine:${machineName}`);
  const entry = machine?.catalogue.find(name);
  if (machine === undefined || entry === undefined) {
    throw new ServiceError(400, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }
  return { machine, entry, arn: executionArn(machine, name) };
}
