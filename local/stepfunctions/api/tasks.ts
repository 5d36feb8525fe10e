import { ServiceError } from '../../aws/service-error.ts';
import type { Json } from '../asl/json.ts';
import { type Attempt, type Frame, lookUpFrame } from '../engine/frames.ts';
import { type Run, write } from '../engine/run.ts';
import type { FrameRecord } from '../journal/records.ts';
import { type ApiContext, authorize } from './context.ts';
import { parseData, parseRequest, SendTaskFailure, SendTaskHeartbeat, SendTaskSuccess } from './requests.ts';

export function sendTaskSuccess(context: ApiContext, body: unknown): object {
  const request = parseRequest(SendTaskSuccess, body);
  const waiting = findWaiting(context, 'SendTaskSuccess', request.taskToken);
  const output = parseData(request.output, 'InvalidOutput') as Json;
  return report(waiting, { t: 'result', at: context.world.surroundings.now(), f: waiting.frame.id, output });
}

export function sendTaskFailure(context: ApiContext, body: unknown): object {
  const { taskToken, error = '', cause } = parseRequest(SendTaskFailure, body);
  const waiting = findWaiting(context, 'SendTaskFailure', taskToken);
  return report(waiting, {
    t: 'failure',
    at: context.world.surroundings.now(),
    f: waiting.frame.id,
    how: 'failed',
    error,
    cause,
  });
}

export function sendTaskHeartbeat(context: ApiContext, body: unknown): object {
  const { taskToken } = parseRequest(SendTaskHeartbeat, body);
  const waiting = findWaiting(context, 'SendTaskHeartbeat', taskToken);
  return report(waiting, { t: 'heartbeat', at: context.world.surroundings.now(), f: waiting.frame.id });
}

interface Waiting {
  readonly run: Run;
  readonly frame: Frame;
  readonly attempt: Attempt;
}

/** The journal has it before the caller is told. */
function report({ run, attempt }: Waiting, record: FrameRecord): object {
  write(run, record);
  attempt.changed?.();
  return {};
}

/** @throws ServiceError InvalidToken, AccessDeniedException, TaskDoesNotExist, TaskTimedOut */
function findWaiting(context: ApiContext, operation: string, token: string): Waiting {
  const parts = context.world.tokens.read(token);
  if (parts === undefined) throw new ServiceError(400, 'InvalidToken', "Invalid Token: 'Invalid token'");
  const machine = [...context.machines.values()].find(({ name }) => name === parts.machine);
  if (machine !== undefined) authorize(context, operation, machine.arn);
  if (machine?.catalogue.find(parts.execution) === undefined) {
    throw new ServiceError(400, 'TaskDoesNotExist', `Task Does Not Exist: no execution '${parts.execution}'`);
  }
  const run = machine.runs.get(parts.execution);
  const frame = run && lookUpFrame(run.root, parts.frame);
  const attempt = frame?.attempt;
  // Also after a restart with a reused execution name: the nonce is the attempt's own.
  if (run === undefined || frame === undefined || attempt?.nonce !== parts.nonce || attempt.outcome !== undefined) {
    throw new ServiceError(400, 'TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
  return { run, frame, attempt };
}
