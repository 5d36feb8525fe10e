import { ServiceError } from '../../aws/service-error.ts';
import { beginExecution } from '../executions/start.ts';
import { readJournal } from '../journal/read-journal.ts';
import { executionArn, type Machine } from '../machine.ts';
import { type ApiContext, findMachine } from './context.ts';
import { parseData, parseRequest, StartExecution } from './requests.ts';

/** White space, brackets, wildcards, special and control characters, as the API reference lists them. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\ufffe\uffff]/u;

export function startExecution(context: ApiContext, body: unknown): object {
  const request = parseRequest(StartExecution, body);
  const machine = findMachine(context, 'StartExecution', request.stateMachineArn);
  const { name = crypto.randomUUID(), input = '{}' } = request;
  if (FORBIDDEN.test(name)) throw new ServiceError(400, 'InvalidName', `Invalid Name: '${name}'`);
  parseData(input, 'InvalidExecutionInput');
  const entry = sameExecution(machine, name, input) ?? beginExecution(context.world, machine, name, input);
  return { executionArn: executionArn(machine, name), startDate: entry.startedAt / 1000 };
}

/** Idempotent while it runs: the same name with the same input is the same execution. */
function sameExecution(machine: Machine, name: string, input: string) {
  const entry = machine.catalogue.find(name);
  if (entry === undefined) return undefined;
  const [start] = readJournal(machine, name);
  if (entry.status === 'RUNNING' && start?.t === 'start' && start.input === input) return entry;
  throw new ServiceError(400, 'ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(machine, name)}'`);
}
