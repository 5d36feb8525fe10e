/**
 * Step Functions on this machine: standard workflows in the JSONPath language, behind the service's own API.
 *
 * The interpreter is our own. aws-local-stepfunctions 3.0.0, the one package that runs ASL in Node, was tried first and
 * its Task overrides cannot close the gaps: paths such as $$.State.Name and $$.Map.Item.Value inside an iteration fail,
 * $$.Execution.Input is the item there, a Task without TimeoutSeconds ends after 60 s and one of 30 days at once, paths
 * that match one value of many give no array, ResultPath "$" and a Result of 0 are wrong, and an execution cannot be
 * taken up again in the middle (with its retry counters, deadlines and the iterations that are done).
 */
import { mkdirSync } from 'node:fs';
import type { Callers } from '../aws/caller.ts';
import { parseBody, type Service, startEndpoint } from '../aws/endpoint.ts';
import type { BusEvent } from '../aws/event.ts';
import { ServiceError } from '../aws/service-error.ts';
import type { ApiContext } from './api/context.ts';
import { callOperation } from './api/operations.ts';
import { createAlarms } from './engine/alarms.ts';
import { createInvokeFunction, type Invoke } from './engine/lambda.ts';
import { resumeExecutions } from './executions/resume.ts';
import type { World } from './executions/world.ts';
import { type Machine, type MachineOptions, openMachine } from './machine.ts';
import { openTokens } from './tokens.ts';

export interface StepFunctionsOptions {
  /** 0: any free port */
  readonly port: number;
  /** where machines, definitions and journals are kept */
  readonly directory: string;
  readonly callers: Callers;
  readonly invoke: Invoke;
  /** Takes the event about an execution's end; while it rejects, the event is sent again, also after a restart. */
  readonly emit: (event: BusEvent) => Promise<void>;
  /** the clock of executions; signatures go by the real one */
  readonly now?: () => Date;
  /** for tests: pauses between retries are so many times as long as the definition says */
  readonly retryScale?: number;
}

export interface StepFunctionsService {
  readonly url: string;
  /** Stops at once; unfinished executions go on when the machine is ensured again. */
  close(): Promise<void>;
  /**
   * Makes the machine, or gives an existing one this definition (running executions keep theirs). The first time in a
   * process it also resumes the machine's unfinished executions, so whatever `invoke` needs must be up by then.
   * @throws Error saying everything in the definition that is wrong or not supported
   */
  ensureStateMachine(options: MachineOptions): Promise<void>;
}

export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctionsService> {
  const { directory, callers, emit, retryScale = 1 } = options;
  const now = () => (options.now?.() ?? new Date()).getTime();
  mkdirSync(directory, { recursive: true });
  const closing = new AbortController();
  const alarms = createAlarms(now);
  const world: World = {
    surroundings: { now, alarms, invoke: createInvokeFunction(options.invoke), retryScale },
    emit,
    tokens: openTokens(directory),
    closed: closing.signal,
  };
  const machines = new Map<string, Machine>();
  const states: Service = async ({ caller, headers, body }) => {
    if (closing.signal.aborted) throw new ServiceError(503, 'ServiceUnavailable', 'The service is closing');
    const context: ApiContext = { caller, machines, world };
    const answer = callOperation(headers['x-amz-target'], context, parseBody(body));
    return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
  };
  const endpoint = await startEndpoint({ port: options.port, callers, services: { states } });
  let closed: Promise<void> | undefined;
  return {
    url: endpoint.url,
    async ensureStateMachine(machineOptions) {
      const known = machines.get(machineOptions.arn);
      const machine = openMachine(directory, machineOptions, now(), known);
      machines.set(machine.arn, machine);
      if (known === undefined) resumeExecutions(world, machine);
    },
    close() {
      closing.abort();
      alarms.close();
      closed ??= endpoint.close();
      return closed;
    },
  };
}
